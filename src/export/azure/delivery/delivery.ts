import { startBackgroundTimer, stopBackgroundTimer } from '../../../trace/background-timer.js'
import { monotonicNow, wallNow } from '../../../trace/clock.js'
import type { Answer, PostOutcome } from '../transport/answer-reader.js'
import type { Transport } from '../transport/transport.js'
import { BackOff } from './back-off.js'
import { halve, restOf } from './batch-parts.js'
import type { Batch, BatchStore, Claim } from './batch-store.js'
import { DeliveryCounts } from './delivery-counts.js'
import {
  reportPause,
  reportReplayed,
  reportStored,
  reportTooLarge,
  reportUndelivered,
  reportVerdict
} from './delivery-report.js'
import { writeTexts } from './request-body.js'
import { type Shipment, Shipments } from './shipments.js'
import { findStranger, judgeResponse, type TrackVerdict } from './track-response.js'

type Lines = readonly string[]

// An answer mostly takes less. The queue of spans stands still so long, and must not run over.
const patience = 1_000
// As many as there are connections.
const maxLate = 2
/**
 * Batches that the store may still be at work on when the next is taken. While a disk is slow, spans
 * wait instead, with twenty times the memory: 4 MB after 100,000 calls.
 */
const maxUnwaited = 4
/** Between batches that are sent again, and between looks into a store that was empty. */
const replayInterval = 1_000
/** Milliseconds of a flush for what is safe on disk: as long as an end of the process waits. */
const flushTime = 2_000
const isFirst = (count: number) => count === 0

/**
 * Brings lines to the service: splits, sends, and keeps what has to be tried again. While the
 * service is to be left alone, or does not answer, new lines go to the store and not to the network.
 */
export class Delivery {
  readonly counts = new DeliveryCounts()
  readonly #transport: Transport
  readonly #store: BatchStore
  readonly #backOff: BackOff
  readonly #shipments: Shipments
  readonly #sending = new Set<Promise<void>>()
  #late = 0
  /** Of a store that was found empty: a look takes as long as to write a hundred lines. */
  #emptyUntil = 0
  #replaying: Promise<void> | undefined = undefined
  #timer: NodeJS.Timeout | undefined = undefined

  /** @param retryDelay milliseconds after the first failure; grows with each one in a row */
  constructor(transport: Transport, store: BatchStore, retryDelay: number) {
    this.#transport = transport
    this.#store = store
    this.#shipments = new Shipments(store)
    this.#backOff = new BackOff(retryDelay)
  }

  /** Items that would be lost if the process ended now. */
  get pending(): number {
    return this.#store.volatile + this.#shipments.pending
  }

  /**
   * Never rejects; what could not be delivered is in the store afterwards, or counted. What is not
   * answered soon is no longer waited for, but is `pending` until it is.
   */
  send(lines: Lines): Promise<void> {
    return this.#awaitWithPatience(this.#sendShipments(this.#shipments.pack(writeTexts(lines))))
  }

  async #awaitWithPatience(all: Promise<void>): Promise<void> {
    const sending = all.finally(() => this.#sending.delete(sending))
    this.#sending.add(sending)
    const isOnlyStored = !this.#mayAttempt() && this.#sending.size <= maxUnwaited
    if (isOnlyStored) return void sending.catch(() => undefined)
    if (await isDoneWithin(patience, sending)) return
    this.#late++
    const onOver = () => this.#late--
    void sending.then(onOver, onOver)
  }

  async #sendShipments(packed: Promise<readonly Shipment[]>): Promise<void> {
    for (const shipment of await packed) {
      if (this.#mayAttempt()) await this.#attempt(shipment)
      await this.#settle(shipment)
    }
    if (this.#mayAttempt() && this.#mayReplay()) await this.#replay(isFirst)
  }

  /**
   * Waits for what is under way, and tries what is kept once more, though the pause is not over: all
   * that would be lost with the process, and for two seconds what is safe, of whatever process.
   * Stops at the first failure.
   */
  async flush(): Promise<void> {
    await Promise.all(this.#sending)
    // Against the wish of the service only what would be lost with the process.
    const isAsked = this.#backOff.remainingAsked(monotonicNow()) > 0
    const deadline = isAsked ? 0 : monotonicNow() + flushTime
    await this.#replay(() => this.#store.volatile > 0 || monotonicNow() < deadline)
  }

  /** Looks into the store for what an earlier process has left; one batch at a time. */
  resume(): void {
    this.#scheduleReplay()
  }

  /**
   * In the last moment: keeps these lines, and what is on its way. What the service has taken and
   * not answered yet will come to it twice: the other choice is to lose what it has not taken.
   */
  keepNow(lines: Lines): void {
    this.#countStored(this.#shipments.settleNow(writeTexts(lines)))
    this.#store.saveNow()
  }

  #mayAttempt(): boolean {
    return this.#late < maxLate && this.#backOff.remaining(monotonicNow()) === 0
  }

  /** Along with what is new, which does not wait for a replay that is under way. */
  #mayReplay(): boolean {
    return this.#replaying === undefined && monotonicNow() >= this.#emptyUntil
  }

  async #settle(shipment: Shipment): Promise<void> {
    const stored = await this.#shipments.settle(shipment)
    this.#countStored(stored)
    if (stored === 0) return
    this.#emptyUntil = 0
    this.#scheduleReplay()
  }

  #countStored(items: number): void {
    this.counts.stored += items
    reportStored(items)
  }

  /** One replay at a time. */
  async #replay(mayGoOn: (count: number) => boolean): Promise<void> {
    const replaying = this.#replayAfter(this.#replaying, mayGoOn)
    this.#replaying = replaying
    try {
      await replaying
    } finally {
      // A promise keeps the context of whoever made it.
      if (this.#replaying === replaying) this.#replaying = undefined
    }
  }

  /** Drained gently: full speed after an outage would bring the throttling straight back (§12). */
  async #replayAfter(
    before: Promise<void> | undefined,
    mayGoOn: (count: number) => boolean
  ): Promise<void> {
    await before
    for (let count = 0; mayGoOn(count); count++) {
      const claim = await this.#store.claim()
      if (claim === undefined) {
        this.#emptyUntil = monotonicNow() + replayInterval
        return
      }
      if (!(await this.#replayOne(claim))) return
    }
    this.#scheduleReplay()
  }

  /** @returns whether all of it is done with */
  async #replayOne(claim: Claim): Promise<boolean> {
    const shipment = this.#shipments.take(claim)
    this.counts.replayed += claim.batch.items
    reportReplayed(claim.batch.items)
    await this.#attempt(shipment)
    await this.#settle(shipment)
    return shipment.rest.length === 0
  }

  #scheduleReplay(): void {
    if (this.#timer !== undefined) return
    const delay = Math.max(this.#backOff.remaining(monotonicNow()), replayInterval)
    this.#timer = startBackgroundTimer(this.#onTimer, delay)
  }

  readonly #onTimer = (): void => {
    this.#timer = undefined
    if (this.#mayAttempt()) void this.#replay(isFirst)
    else this.#scheduleReplay()
  }

  /** One POST, or as many as it takes where the service finds one too large. */
  async #attempt(shipment: Shipment): Promise<void> {
    const parts = [...shipment.rest]
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      const outcome = await this.#post(part)
      const isTooLarge = outcome.kind === 'answer' && outcome.status === 413
      if (isTooLarge && part.items > 1) {
        parts.unshift(...halve(part))
        continue
      }
      const rest = isTooLarge ? this.#onTooLarge() : this.#onOutcome(part, outcome)
      shipment.rest = [...rest, ...parts]
      // Where one part has to wait, so have the others.
      if (rest.length > 0) return
    }
  }

  #post({ body, items }: Batch): Promise<PostOutcome> {
    this.counts.countRequest(items, body.length)
    return this.#transport.post(body)
  }

  /** @returns what is to be tried again */
  #onOutcome(batch: Batch, outcome: PostOutcome): readonly Batch[] {
    if (outcome.kind === 'failure') return this.#onFailure(batch, outcome.error)
    const stranger = findStranger(outcome.status, outcome.body)
    if (stranger !== undefined) return this.#onFailure(batch, stranger)
    return this.#onAnswer(batch, outcome)
  }

  #onFailure(batch: Batch, error: unknown): readonly Batch[] {
    this.counts.retried += batch.items
    this.#backOff.fail(monotonicNow(), 0)
    reportUndelivered(this.#transport.url, batch.items, error)
    return [batch]
  }

  /** One line by itself. */
  #onTooLarge(): readonly Batch[] {
    this.counts.countRejected(413)
    reportTooLarge()
    return []
  }

  #onAnswer(batch: Batch, { status, retryAfter, date, body }: Answer): readonly Batch[] {
    // A date that we are to wait for is one of its clock, not of ours.
    const now = Date.parse(date ?? '') || wallNow()
    const verdict = judgeResponse(status, retryAfter, body, batch.items, now)
    const rest = restOf(batch, verdict.outcomes)
    this.counts.countVerdict(verdict)
    reportVerdict(this.#transport.url, status, verdict)
    if (rest.length > 0 || verdict.retryAfter > 0) this.#onRefused(status, rest, verdict)
    else this.#backOff.succeed()
    return rest
  }

  #onRefused(status: number, rest: readonly Batch[], { retryAfter }: TrackVerdict): void {
    this.#backOff.fail(monotonicNow(), retryAfter)
    const pause = this.#backOff.remaining(monotonicNow())
    if (rest.length > 0) reportPause(this.#transport.url, status, pause)
  }
}

async function isDoneWithin(milliseconds: number, work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>(resolve => {
    timer = startBackgroundTimer(() => resolve(false), milliseconds)
  })
  try {
    return await Promise.race([work.then(() => true), late])
  } finally {
    stopBackgroundTimer(timer)
  }
}
