import { logger } from './diagnostics/logger.js'
import { guarded } from './hooks/guard.js'
import { findOtherAgents } from './hooks/other-agents.js'
import { startBackgroundTimer } from './trace/background-timer.js'

// Others start with the program, as we do; what comes later than this is seen at the end.
const delay = 1_000
let isToBeChecked = true

/** Two agents in one process both record each call; the header of the one that is first stays (K01). */
export const warnOfOtherAgents = guarded('the look for other agents', () => {
  if (!isToBeChecked) return
  const found = findOtherAgents()
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
