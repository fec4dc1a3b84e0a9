/**
 * Items that are sent, kept and replayed together, as the body that goes out. Their lines have
 * fifteen times its size, and nobody needs them before an answer takes a part of them.
 */
export interface Batch {
  /** The lines in gzip, see request-body.ts. */
  readonly body: Buffer
  readonly items: number
  /** Wall-clock milliseconds since 1970. */
  readonly createdAt: number
}

/** A batch that one sender holds for itself, until it settles what becomes of it. */
export interface Claim {
  readonly batch: Batch
  /**
   * Keeps the batch, or these parts of it, for another turn, after all other batches; what is left
   * out is delivered or refused for good. Never rejects.
   */
  settle(rest: readonly Batch[]): Promise<void>
  /** The same in the last moment, also when the other has begun and is not done. */
  settleNow(rest: readonly Batch[]): void
}

/** Keeps what could not be delivered, until it can. Bounded: the oldest goes first, and is counted. */
export interface BatchStore {
  /** A new batch, for a sender that tries it at once: nothing is stored before it settles. */
  hold(batch: Batch): Claim
  /**
   * The batch whose turn it is, and that nobody holds: the oldest of those that were not given back
   * yet. One item that the service never takes must not keep the others waiting behind it.
   */
  claim(): Promise<Claim | undefined>
  /** In the last moment: saves what would be lost with the process, if there is a place for it. */
  saveNow(): void
  /** Items that are kept, and would be lost with the process. */
  readonly volatile: number
  /** Items that had to be given up for want of room or because of their age. */
  readonly dropped: number
}

export function countItems(batches: Iterable<Batch>): number {
  let count = 0
  for (const { items } of batches) count += items
  return count
}
