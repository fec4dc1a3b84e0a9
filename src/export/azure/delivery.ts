import { logger } from '../../diagnostics/logger.js'
import { startBackgroundTimer } from '../../trace/background-timer.js'
import { monotonicNow } from '../../trace/clock.js'
import { BackOff } from './back-off.js'
import type { BatchStore, Claim } from './batch-store.js'
import { DeliveryCounts } from './delivery-counts.js'
import { compressLines, splitLines } from './request-body.js'
import { judgeResponse, type TrackVerdict } from './track-response.js'
import type { PostOutcome, Transport } from './transport.js'

type Lines = readonly string[]

/**
 * Brings lines to the service: splits, sends, and keeps what has to be tried again. While the
 * service is to be left alone, new lines go to the store and not to the network.
 */
export class Delivery {
  readonly counts = new DeliveryCounts()
  readonly #transport: Transport
  readonly #store: BatchStore
  readonly #backOff: BackOff
  #taken = 0
  #timer: NodeJS.Timeout | undefined = undefined

  /** @param retryDelay milliseconds after the first failure; grows with each one in a row */
  constructor(transport: Transport, store: BatchStore, retryDelay: number) {
    this.#transport = transport
    this.#store = store
    this.#backOff = new BackOff(retryDelay)
  }

  /** Lines that are neither delivered nor given up. */
  get pending(): number {
    const { accepted, rejected, unconfirmed } = this.counts
    return this.#taken - accepted - rejected - unconfirmed - this.#store.dropped
  }

  /** Never rejects; what could not be delivered is in the store afterwards, or counted. */
  async send(lines: Lines): Promise<void> {
    this.#taken += lines.length
    for (const part of splitLines(lines)) {
      const rest = this.#isPausing() ? part : await this.#attempt(part)
      if (rest.length > 0) await this.#keep(rest)
    }
    if (!this.#isPausing()) await this.#replay(1)
  }

  /** Tries what is kept once more, though the pause is not over. Stops at the first failure. */
  async flush(): Promise<void> {
    await this.#replay(Number.POSITIVE_INFINITY)
  }

  #isPausing(): boolean {
    return this.#backOff.remaining(monotonicNow()) > 0
  }

  async #keep(lines: Lines): Promise<void> {
    this.counts.stored += lines.length
    await this.#store.put({ lines, createdAt: Date.now() })
    this.#scheduleReplay()
  }

  /** Drained gently: full speed after an outage would bring the throttling straight back (§12). */
  async #replay(most: number): Promise<void> {
    for (let count = 0; count < most; count++) {
      const claim = await this.#store.claim()
      if (claim === undefined) return
      if (!(await this.#replayOne(claim))) return this.#scheduleReplay()
    }
    this.#scheduleReplay()
  }

  async #replayOne(claim: Claim): Promise<boolean> {
    const { lines } = claim.batch
    this.counts.replayed += lines.length
    const rest = await this.#attempt(lines)
    if (rest.length === 0) await claim.remove()
    else await claim.giveBack(rest)
    return rest.length === 0
  }

  #scheduleReplay(): void {
    if (this.#timer !== undefined) return
    const delay = Math.max(this.#backOff.remaining(monotonicNow()), 1_000)
    this.#timer = startBackgroundTimer(this.#onTimer, delay)
  }

  readonly #onTimer = (): void => {
    this.#timer = undefined
    if (this.#isPausing()) this.#scheduleReplay()
    else void this.#replay(1)
  }

  /** One POST. @returns the lines to be tried again */
  async #attempt(lines: Lines): Promise<Lines> {
    const body = await compressLines(lines)
    this.counts.countRequest(lines.length, body.length)
    const outcome = await this.#transport.post(body)
    if (outcome.kind === 'failure') return this.#onFailure(lines, outcome.error)
    if (outcome.status === 413) return this.#onTooLarge(lines)
    return this.#onAnswer(lines, outcome)
  }

  #onFailure(lines: Lines, error: unknown): Lines {
    const { code, message } = Object(error) as { code?: unknown; message?: unknown }
    this.counts.retried += lines.length
    this.#backOff.fail(monotonicNow(), 0)
    logger.warn(
      'no answer',
      `no answer from ${this.#transport.url} (${code ?? message}); telemetry is kept and sent later`
    )
    return lines
  }

  async #onTooLarge(lines: Lines): Promise<Lines> {
    if (lines.length === 1) {
      this.counts.countRejected(413)
      reportRejected(lines.length, explain(413))
      return []
    }
    const middle = Math.ceil(lines.length / 2)
    const rest = await this.#attempt(lines.slice(0, middle))
    const second = lines.slice(middle)
    // Where one half has to wait, so has the other.
    return rest.length > 0 ? [...rest, ...second] : this.#attempt(second)
  }

  #onAnswer(lines: Lines, answer: PostOutcome & { kind: 'answer' }): Lines {
    const { status, retryAfter, body } = answer
    const verdict = judgeResponse(status, retryAfter, body, lines.length)
    const rest = lines.filter((_, i) => verdict.outcomes[i] === 'retry')
    const rejected = verdict.outcomes.filter(outcome => outcome === 'rejected').length
    this.counts.countVerdict(verdict)
    if (isForeign(status, body)) this.#warnOfForeigner(status)
    else if (verdict.outcomes.includes('unconfirmed')) this.#warnOfSilence(lines.length)
    if (rejected > 0) reportRejected(rejected, verdict.messages.join('; ') || explain(status))
    if (rest.length > 0 || verdict.retryAfter > 0) this.#onRefused(status, rest, verdict)
    else this.#backOff.succeed()
    return rest
  }

  #warnOfForeigner(status: number): void {
    logger.warn(
      'foreign answer',
      `${this.#transport.url} answered ${status} with a page and no JSON, as an ingestion endpoint ` +
        'does not; telemetry may be lost, check IngestionEndpoint'
    )
  }

  #warnOfSilence(count: number): void {
    logger.warn(
      'silent answer',
      `${this.#transport.url} accepted some of ${count} items, and its answer was cut before it said ` +
        'which; none is sent again, as that would double the accepted ones'
    )
  }

  #onRefused(status: number, rest: Lines, verdict: TrackVerdict): void {
    this.#backOff.fail(monotonicNow(), verdict.retryAfter)
    if (rest.length === 0) return
    const seconds = Math.ceil(this.#backOff.remaining(monotonicNow()) / 1000)
    logger.warn(
      'answer',
      `${this.#transport.url} answered ${status}; telemetry is kept, next try in ${seconds} s`
    )
  }
}

/** A consent that is a page and no JSON: of a captive portal, or of whatever else took the request. */
function isForeign(status: number, body: string): boolean {
  return (status === 200 || status === 206) && /^\s*[^{\s]/.test(body)
}

function reportRejected(count: number, reason: string): void {
  logger.error('rejected', `the ingestion endpoint refused ${count} items for good: ${reason}`)
}

/** What the user can do about a refusal (§12). */
function explain(status: number): string {
  if (status === 400) return '400, invalid items or an unknown InstrumentationKey'
  if (status === 402 || status === 439) return `${status}, the daily quota is used up`
  if (status === 404) return '404, this is not the IngestionEndpoint of the resource'
  if (status === 413) return '413, an item is too large by itself'
  return `it answered ${status}, which an ingestion endpoint does not; check IngestionEndpoint`
}
