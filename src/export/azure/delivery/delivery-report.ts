import { logger } from '../../../diagnostics/logger.js'
import type { TrackVerdict } from './track-response.js'

/** Nothing has arrived: no connection, no answer, no token, a redirect that is not followed. */
export function reportUndelivered(url: string, items: number, error: unknown): void {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown }
  logger.debug(`${items} items to ${url}: failed (${code ?? message})`)
  logger.warn(
    'undelivered',
    `${url} did not take telemetry (${code ?? message}); it is kept and sent later`
  )
}

/** What is lost for good, and why; at the level debug, what became of every item. */
export function reportVerdict(url: string, status: number, verdict: TrackVerdict): void {
  const { outcomes, messages } = verdict
  if (logger.level === 'debug') logger.debug(describeVerdict(url, status, verdict))
  const rejected = outcomes.filter(outcome => outcome === 'rejected').length
  if (rejected > 0) reportRejected(rejected, messages.join('; ') || explainRefusal(status))
  if (!outcomes.includes('unconfirmed')) return
  logger.warn(
    'unconfirmed',
    `${url} accepted some of ${outcomes.length} items, and its answer was cut before it said which; ` +
      'none is sent again, as that would double the accepted ones'
  )
}

/** By outcome and, where it says more, status: `2 accepted, 1 rejected (400)`. */
function describeVerdict(url: string, status: number, { outcomes, statuses }: TrackVerdict) {
  const counts = new Map<string, number>()
  for (const [i, outcome] of outcomes.entries()) {
    const fate = outcome === 'accepted' ? outcome : `${outcome} (${statuses[i]})`
    counts.set(fate, (counts.get(fate) ?? 0) + 1)
  }
  const fates = [...counts].map(([fate, count]) => `${count} ${fate}`).join(', ')
  return `${outcomes.length} items to ${url}: answered ${status}, ${fates}`
}

/** What waits for a better time, and what is taken from there. */
export function reportStored(items: number): void {
  if (items > 0) logger.debug(`${items} items are kept for later`)
}

export function reportReplayed(items: number): void {
  logger.debug(`${items} items that were kept are sent`)
}

export function reportTooLarge(): void {
  reportRejected(1, explainRefusal(413))
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
export function explainRefusal(status: number): string {
  if (status === 400) return '400, invalid items or an unknown InstrumentationKey'
  if (status === 402 || status === 439) return `${status}, the daily quota is used up`
  if (status === 404) return '404, this is not the IngestionEndpoint of the resource'
  if (status === 413) return '413, an item is too large by itself'
  return `${status}, which an ingestion endpoint does not answer; check IngestionEndpoint`
}

function adviceFor(status: number): string {
  if (status === 401)
    return ', it wants a token of Entra ID for its audience: see credential of AzureExporter'
  if (status === 403) return ', the role Monitoring Metrics Publisher is missing, or a credential'
  return ''
}
