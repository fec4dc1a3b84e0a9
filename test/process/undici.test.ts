import { byCase, type CaseTable } from './case-table.js'
import { testCases } from './case-tests.js'
import { cancelled, cancelledInBody, failed } from './expected-ends.js'
import type { Expected } from './telemetry-check.js'

const other: CaseTable = {
  'U04-destroyed': cancelledInBody,
  'U04-destroyed-with-error': cancelledInBody,
  'U05-aborted-before-headers': cancelled,
  'U06-aborted-in-body': cancelledInBody,
  'U07-timeout-before-headers': failed('TimeoutError'),
  // undici tells of an aborted request and not of the reason: no more can be known.
  'U07-timeout-in-body': cancelledInBody,
  'U07-headersTimeout': failed('UND_ERR_HEADERS_TIMEOUT'),
  'U07-bodyTimeout': failed('UND_ERR_BODY_TIMEOUT', '200'),
  'U08-own-reason': cancelled,
  'U08-own-reason-in-body': cancelledInBody,
  'U11-client-destroyed': cancelled,
  'U11-client-destroyed-with-error': cancelled,
  'U12-reset': failed('ECONNRESET'),
  'U12-cut': failed('UND_ERR_SOCKET', '200')
}

/** Those that no server has seen. */
const unanswered: readonly Expected[] = [
  { name: 'GET /hello/U05-aborted-before', ...cancelled },
  { name: 'GET /U12-refused', ...failed('ECONNREFUSED') }
]

testCases('calls of undici (U04-U08, U13)', 'undici.cjs', { except: byCase(other), unanswered })
