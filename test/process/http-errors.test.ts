import { byCase, type CaseTable } from './case-table.js'
import { testCases } from './case-tests.js'
import { cancelled, cancelledInBody, failed } from './expected-ends.js'
import type { Expected } from './telemetry-check.js'

const other: CaseTable = {
  'E02-reset': failed('ECONNRESET'),
  'E02-reset-early': failed('ECONNRESET'),
  'E02-timeout': failed('ETIMEDOUT'),
  'E02-timeout-with-error': failed('ETIMEDOUT'),
  'E02-timeout-of-socket': failed('ETIMEDOUT'),
  'E02-timeout-of-own-connection': failed('ETIMEDOUT'),
  // The target was too slow for the program, however far it came.
  'E02-timeout-in-body': cancelledInBody,
  'E03-cut': failed('ECONNRESET', '200'),
  'E03-cut-and-iterated': failed('ECONNRESET', '200'),
  'E05-destroyed-when-sent': cancelled,
  'E05-destroyed-with-error': cancelled,
  'E05-aborted': cancelled,
  'E05-socket-destroyed': cancelled,
  'E06-signal': cancelled,
  'E06-signal-with-reason': cancelled,
  'E06-signal-timeout': failed('TimeoutError'),
  'E07-request-destroyed-in-body': cancelledInBody,
  'E07-response-destroyed': cancelledInBody,
  'E07-response-destroyed-with-error': cancelledInBody,
  'E08-signal-in-body': cancelledInBody,
  'E11-destroyed-twice': cancelled,
  'E15-other-realm': cancelled,
  'E15-no-error': cancelled
}

/** Those that no server has seen. */
const unanswered: readonly Expected[] = [
  { name: 'GET /E02-refused', ...failed('ECONNREFUSED') },
  { name: 'GET /E02-unknown-name', success: false, target: 'nowhere.invalid' },
  { name: 'GET /E02-untrusted', ...failed('DEPTH_ZERO_SELF_SIGNED_CERT') },
  { name: 'GET /E02-no-TLS', success: false },
  { name: 'GET /hello/E04-destroyed-at-once', ...cancelled },
  { name: 'GET /hello/E04-destroyed-at-once-with-error', ...cancelled },
  { name: 'POST /hello/E04-destroyed-before-end', ...cancelled },
  { name: 'GET /hello/E06-signal-aborted-before', ...cancelled },
  { name: 'GET /E13-several-addresses', ...failed('ECONNREFUSED') }
]

testCases('calls of node:http that go wrong (E02-E08, E13, E15)', 'http-errors.cjs', {
  except: byCase(other),
  unanswered
})
