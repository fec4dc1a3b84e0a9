import type { Batch, BatchStore, Claim } from './batch-store.js'

export interface MemoryBatchStoreOptions {
  /** Characters of all lines together; beyond this the oldest batches are dropped. */
  readonly maxSize: number
  /** Milliseconds; the service refuses what is older than 48 hours. */
  readonly maxAge: number
}

const defaults: MemoryBatchStoreOptions = { maxSize: 8 * 1024 * 1024, maxAge: 47 * 3_600_000 }

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

  async put(batch: Batch): Promise<void> {
    this.#batches.push(batch)
    this.#size += sizeOf(batch)
    while (this.#size > this.#options.maxSize) this.#drop(this.#take(this.#findOldest()))
  }

  async claim(): Promise<Claim | undefined> {
    let batch = this.#take(0)
    while (batch && Date.now() - batch.createdAt > this.#options.maxAge) {
      this.#drop(batch)
      batch = this.#take(0)
    }
    return batch && this.#claimOf(batch)
  }

  #claimOf(batch: Batch): Claim {
    return {
      batch,
      remove: async () => undefined,
      giveBack: lines => this.put({ lines, createdAt: batch.createdAt })
    }
  }

  #findOldest(): number {
    const ages = this.#batches.map(({ createdAt }) => createdAt)
    return ages.indexOf(Math.min(...ages))
  }

  #take(index: number): Batch | undefined {
    const [batch] = this.#batches.splice(index, 1)
    if (batch) this.#size -= sizeOf(batch)
    return batch
  }

  #drop(batch: Batch | undefined): void {
    this.#dropped += batch?.lines.length ?? 0
  }
}

function sizeOf({ lines }: Batch): number {
  return lines.reduce((sum, line) => sum + line.length, 0)
}
