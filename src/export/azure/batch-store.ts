/** Lines that are sent, kept and replayed together, as the exact text that goes out. */
export interface Batch {
  readonly lines: readonly string[]
  /** Wall-clock milliseconds since 1970. */
  readonly createdAt: number
}

/** A batch that one sender holds for itself. */
export interface Claim {
  readonly batch: Batch
  /** Delivered, or refused for good. */
  remove(): Promise<void>
  /** To be tried again later, after all other batches; only these lines of it. */
  giveBack(lines: readonly string[]): Promise<void>
}

/** Keeps what could not be delivered, until it can. Bounded: the oldest goes first, and is counted. */
export interface BatchStore {
  put(batch: Batch): Promise<void>
  /**
   * The batch whose turn it is, and that nobody holds: the oldest of those that were not given back
   * yet. One item that the service never takes must not keep the others waiting behind it.
   */
  claim(): Promise<Claim | undefined>
  /** Items that had to be given up for want of room or because of their age. */
  readonly dropped: number
}
