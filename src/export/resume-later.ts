import { describeError } from '../diagnostics/errors.js'
import { logger } from '../diagnostics/logger.js'
import { startBackgroundTimer } from '../trace/background-timer.js'
import type { SpanExporter } from './exporter.js'

const earliest = 30_000
const latest = 60_000

/**
 * What an earlier process has left is sent also by one that records nothing: not at its start, and
 * not by all processes of a restarted service at the same time (azure-ingestion.md §12).
 *
 * @param delay milliseconds
 */
export function resumeLater(
  exporter: SpanExporter,
  delay: number = earliest + Math.random() * (latest - earliest)
): void {
  if (exporter.resume === undefined) return
  startBackgroundTimer(() => {
    try {
      exporter.resume?.()
    } catch (error) {
      logger.error('resume', `the exporter failed to resume: ${describeError(error)}`)
    }
  }, delay)
}
