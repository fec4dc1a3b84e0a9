import { logger } from '../../../diagnostics/logger.js'
import type { TrackVerdict } from './track-response.js'

/** Nothing has arrived: no connection, no answer, no token, a redirect that is not followed. */
export function reportUndelivered(url: string, error: unknown): void {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown }
  logger.warn(
    'undelivered',
    `${url} did not take telemetry (${code ?? message}); it is kept and sent later`
  )
}

/** What is lost for good, and why. */
export function reportVerdict(url: string, status: number, verdict: TrackVerdict): void {
  const { outcomes, messages } = verdict
  const rejected = outcomes.filter(outcome => outcome === 'rejected').length
  if (rejected > 0) reportRejected(rejected, messages.join('; ') || explain(status))
  if (!outcomes.includes('unconfirmed')) return
  logger.warn(
    'unconfirmed',
    `${url} accepted some of ${outcomes.length} items, and its answer was cut before it said which; ` +
      'none is sent again, as that would double the accepted ones'
  )
}

export function reportTooLarge(): void {
  reportRejected(1, '413, an item is too large by itself')
}

export function reportPause(url: string, status: number, milliseconds: number): void {
  const seconds = Math.ceil(milliseconds / 1000)
  logger.warn(
    'answer',
    `${url} answered ${status}${adviceFor(status)}; telemetry is kept, next try in ${seconds} s`
  )
}

function reportRejected(count: number, reason: string): void {
  logger.error('rejected', `the ingestion endpoint refused ${count} items for good: ${reason}`)
}

/** What the user can do about a refusal (azure-ingestion.md §12). */
function explain(status: number): string {
  if (status === 400) return '400, invalid items or an unknown InstrumentationKey'
  if (status === 402 || status === 439) return `${status}, the daily quota is used up`
  if (status === 404) return '404, this is not the IngestionEndpoint of the resource'
  return `it answered ${status}, which an ingestion endpoint does not; check IngestionEndpoint`
}

function adviceFor(status: number): string {
  if (status === 401)
    return ', it wants a token of Entra ID for its audience: see credential of AzureExporter'
  if (status === 403) return ', the role Monitoring Metrics Publisher is missing, or a credential'
  return ''
}
