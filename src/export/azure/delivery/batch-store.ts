/** Lines that are sent, kept and replayed together, as the exact text that goes out. */
export interface Batch {
  readonly lines: readonly string[]
  /** Wall-clock milliseconds since 1970. */
  readonly createdAt: number
}

/** A batch that one sender holds for itself, until it settles what becomes of it. */
export interface Claim {
  readonly batch: Batch
  /**
   * Keeps these lines for another turn, after all other batches; those that are left out are
   * delivered or refused for good. Never rejects.
   */
  settle(rest: readonly string[]): Promise<void>
  /** The same in the last moment, also when the other has begun and is not done. */
  settleNow(rest: readonly string[]): void
}

/** Keeps what could not be delivered, until it can. Bounded: the oldest goes first, and is counted. */
export interface BatchStore {
  /** New lines, for a sender that tries them at once: nothing is stored before it settles. */
  hold(lines: readonly string[]): Claim
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
