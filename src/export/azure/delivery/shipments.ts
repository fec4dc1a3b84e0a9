import { latestNow } from '../../../trace/clock.js'
import { type Batch, type BatchStore, type Claim, countItems } from './batch-store.js'
import { compressLines, compressLinesNow } from './request-body.js'

type Lines = readonly string[]

/** A batch on its way, and what of it is neither delivered nor refused: mostly all, or nothing. */
export interface Shipment {
  readonly claim: Claim
  rest: readonly Batch[]
}

/** Knows what has left the queue and is neither delivered nor stored, so that no end loses it. */
export class Shipments {
  readonly #store: BatchStore
  readonly #compressing = new Set<Lines>()
  readonly #underWay = new Set<Shipment>()

  constructor(store: BatchStore) {
    this.#store = store
  }

  /** Items. */
  get pending(): number {
    let count = 0
    for (const lines of this.#compressing) count += lines.length
    for (const { rest } of this.#underWay) count += countItems(rest)
    return count
  }

  /**
   * Makes a shipment of each part. A step of its own: the frame of what goes on to the service would
   * hold the lines, which nobody needs any more, until it answers.
   */
  async pack(parts: readonly Lines[]): Promise<readonly Shipment[]> {
    for (const lines of parts) this.#compressing.add(lines)
    const shipments: Shipment[] = []
    for (const lines of parts) {
      const body = await compressLines(lines)
      // Else the process ends, and they are kept.
      if (this.#compressing.delete(lines)) shipments.push(this.#hold(body, lines.length))
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
   * In the last moment: stores these lines, and all that is under way.
   *
   * @returns items that are stored
   */
  settleNow(lines: readonly Lines[]): number {
    for (const part of [...this.#compressing, ...lines]) {
      this.#hold(compressLinesNow(part), part.length)
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
