import type { TrackVerdict } from './track-response.js'

/** What became of items and requests since the start. Numbers that only grow. */
export class DeliveryCounts {
  requests = 0
  bytesSent = 0
  sent = 0
  accepted = 0
  rejected = 0
  unconfirmed = 0
  retried = 0
  stored = 0
  replayed = 0
  readonly #rejectedBy = new Map<number, number>()

  countRequest(items: number, bytes: number): void {
    this.requests++
    this.sent += items
    this.bytesSent += bytes
  }

  countVerdict({ outcomes, statuses }: TrackVerdict): void {
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome === 'accepted') this.accepted++
      else if (outcome === 'unconfirmed') this.unconfirmed++
      else if (outcome === 'retry') this.retried++
      else this.countRejected(statuses[index] ?? 0)
    }
  }

  countRejected(status: number): void {
    this.rejected++
    // No end of numbers, whatever an answer says of its items.
    const known = status >= 100 && status <= 599 ? status : 0
    this.#rejectedBy.set(known, (this.#rejectedBy.get(known) ?? 0) + 1)
  }

  /** Flat, with `rejected400` and the like for each status that there was. */
  toRecord(): Readonly<Record<string, number>> {
    const byStatus = [...this.#rejectedBy].map(([status, count]) => [`rejected${status}`, count])
    return { ...this, ...Object.fromEntries(byStatus) }
  }
}
