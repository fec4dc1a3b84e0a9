import { logger } from './diagnostics/logger.js'
import type { CallObserver } from './integrations/call-observer.js'
import type * as CallLog from './run-report/call-log.js'
import type * as RunReports from './run-report/run-report.js'

let report: CallObserver | undefined

/** Who hears of the calls of this process: doctor, the log at level debug, mostly nobody. */
export function observeCalls(readState: () => RunReports.RunState): CallObserver | undefined {
  // Set by `outspan doctor -- …`.
  const directory = process.env['OUTSPAN_DOCTOR_REPORT']
  // Neither is loaded by a program that nobody asks about.
  if (directory) {
    const { startRunReport } = require('./run-report/run-report.js') as typeof RunReports
    report ??= startRunReport(directory, readState)
    return report
  }
  if (logger.level !== 'debug') return undefined
  return (require('./run-report/call-log.js') as typeof CallLog).callLog
}
