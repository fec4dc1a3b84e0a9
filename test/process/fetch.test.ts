import { byCase, type CaseTable } from './case-table.js'
import { testCases } from './case-tests.js'
import { cancelled, cancelledInBody, failed } from './expected-ends.js'
import type { Expected } from './telemetry-check.js'

const other: CaseTable = {
  purge: { name: '_OTHER /hello/purge' },
  'U04-body-cancelled': cancelledInBody,
  'U04-reader-cancelled': cancelledInBody,
  'U05-aborted-before-headers': cancelled,
  'U06-aborted-in-body': cancelledInBody,
  'U07-timeout-before-headers': failed('TimeoutError'),
  'U07-timeout-in-body': failed('TimeoutError', '200'),
  'U08-own-reason': cancelled,
  'U08-own-reason-in-body': cancelledInBody,
  'U08-text-as-reason': cancelled,
  'U08-null-as-reason': cancelled,
  'U12-reset': failed('ECONNRESET'),
  'U12-cut': failed('UND_ERR_SOCKET', '200')
}

/** Those that no server has seen. */
const unanswered: readonly Expected[] = [
  { name: 'GET /U12-refused', ...failed('ECONNREFUSED') },
  { name: 'GET /U12-unknown-name', success: false, target: 'nowhere.invalid' }
]

testCases('calls of fetch (U04-U10, U13)', 'fetch.cjs', { except: byCase(other), unanswered })
