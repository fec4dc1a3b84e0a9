import { logger } from './diagnostics/logger.js'
import { guarded } from './hooks/guard.js'
import { findLoadedPackages } from './hooks/loaded-packages.js'
import { startBackgroundTimer } from './trace/background-timer.js'

/** Packages that trace the same calls. */
export const otherAgents = [
  '@azure/monitor-opentelemetry',
  '@opentelemetry/instrumentation-http',
  '@opentelemetry/instrumentation-undici',
  '@sentry/node',
  'applicationinsights',
  'dd-trace',
  'elastic-apm-node',
  'newrelic'
]
// Others start with the program, as we do; what comes later than this is seen at the end.
const delay = 1_000
let isToBeChecked = true

/** Two agents in one process both record each call; the header of the one that is first stays (K01). */
export const warnOfOtherAgents = guarded('the look for other agents', () => {
  if (!isToBeChecked) return
  const found = findLoadedPackages(otherAgents)
  if (found.length === 0) return
  isToBeChecked = false
  logger.warn(
    'other agents',
    `also traced by ${found.join(', ')}: each records the calls of this process for itself`
  )
})

/** Looks for other tracing agents in a moment, when they have been loaded too. */
export function watchForOtherAgents(): void {
  startBackgroundTimer(warnOfOtherAgents, delay)
}
