import { earliestNow } from '../../../trace/clock.js'
import { type Batch, type BatchStore, type Claim, countItems } from './batch-store.js'

export interface MemoryBatchStoreOptions {
  /** Bytes of all bodies together; beyond this the oldest batches are dropped. */
  readonly maxSize: number
  /** Milliseconds; the service refuses what is older than 48 hours. */
  readonly maxAge: number
  /** Milliseconds since 1970, by which batches grow old. */
  readonly now: () => number
}

const defaults: MemoryBatchStoreOptions = {
  maxSize: 8 * 1024 * 1024,
  maxAge: 47 * 3_600_000,
  now: earliestNow
}

/** Undelivered batches in memory: lost with the process. */
export class MemoryBatchStore implements BatchStore {
  readonly #options: MemoryBatchStoreOptions
  readonly #batches: Batch[] = []
  #size = 0
  #dropped = 0

  constructor(options: Partial<MemoryBatchStoreOptions> = {}) {
    this.#options = { ...defaults, ...options }
  }

  get dropped(): number {
    return this.#dropped
  }

  get volatile(): number {
    return countItems(this.#batches)
  }

  /** Batches that are kept. */
  get count(): number {
    return this.#batches.length
  }

  hold(batch: Batch): Claim {
    return this.#claimOf(batch)
  }

  put(batch: Batch): void {
    this.#batches.push(batch)
    this.#size += batch.body.length
    while (this.#size > this.#options.maxSize) this.#drop(this.#take(this.#findOldest()))
  }

  async claim(): Promise<Claim | undefined> {
    const batch = this.take()
    return batch && this.#claimOf(batch)
  }

  /** The batch whose turn it is; it is the caller's now. */
  take(): Batch | undefined {
    const { now, maxAge } = this.#options
    let batch = this.#take(0)
    while (batch && now() - batch.createdAt > maxAge) {
      this.#drop(batch)
      batch = this.#take(0)
    }
    return batch
  }

  /** There is no other place. */
  saveNow(): void {}

  #claimOf(batch: Batch): Claim {
    let isSettled = false
    const settleNow = (rest: readonly Batch[]): void => {
      if (!isSettled) for (const part of rest) this.put(part)
      isSettled = true
    }
    return { batch, settleNow, settle: async rest => settleNow(rest) }
  }

  #findOldest(): number {
    const ages = this.#batches.map(({ createdAt }) => createdAt)
    return ages.indexOf(Math.min(...ages))
  }

  #take(index: number): Batch | undefined {
    const [batch] = this.#batches.splice(index, 1)
    if (batch) this.#size -= batch.body.length
    return batch
  }

  #drop(batch: Batch | undefined): void {
    this.#dropped += batch?.items ?? 0
  }
}
