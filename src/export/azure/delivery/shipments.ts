import { latestNow } from '../../../trace/clock.js'
import { type Batch, type BatchStore, type Claim, countItems } from './batch-store.js'
import { compress, compressNow, type RequestText } from './request-body.js'

/** A batch on its way, and what of it is neither delivered nor refused: mostly all, or nothing. */
export interface Shipment {
  readonly claim: Claim
  rest: readonly Batch[]
}

/** Knows what has left the queue and is neither delivered nor stored, so that no end loses it. */
export class Shipments {
  readonly #store: BatchStore
  readonly #compressing = new Set<RequestText>()
  readonly #underWay = new Set<Shipment>()

  constructor(store: BatchStore) {
    this.#store = store
  }

  /** Items. */
  get pending(): number {
    let count = 0
    for (const { items } of this.#compressing) count += items
    for (const { rest } of this.#underWay) count += countItems(rest)
    return count
  }

  /** Makes a shipment of each text. */
  async pack(texts: readonly RequestText[]): Promise<readonly Shipment[]> {
    for (const text of texts) this.#compressing.add(text)
    const shipments: Shipment[] = []
    for (const text of texts) {
      const body = await compress(text)
      // Else the process ends, and it is kept.
      if (this.#compressing.delete(text)) shipments.push(this.#hold(body, text.items))
    }
    return shipments
  }

  #hold(body: Buffer, items: number): Shipment {
    return this.take(this.#store.hold({ body, items, createdAt: latestNow() }))
  }

  take(claim: Claim): Shipment {
    const shipment = { claim, rest: [claim.batch] }
    this.#underWay.add(shipment)
    return shipment
  }

  /** @returns items that are stored */
  async settle(shipment: Shipment): Promise<number> {
    // The process ends: it is settled.
    if (!this.#underWay.has(shipment)) return 0
    const { claim, rest } = shipment
    await claim.settle(rest)
    this.#underWay.delete(shipment)
    return countItems(rest)
  }

  /**
   * In the last moment: stores these texts, and all that is under way.
   *
   * @returns items that are stored
   */
  settleNow(texts: readonly RequestText[]): number {
    for (const { bytes, items } of [...this.#compressing, ...texts]) {
      this.#hold(compressNow(bytes), items)
    }
    this.#compressing.clear()
    let stored = 0
    for (const { claim, rest } of this.#underWay) {
      claim.settleNow(rest)
      stored += countItems(rest)
    }
    this.#underWay.clear()
    return stored
  }
}
