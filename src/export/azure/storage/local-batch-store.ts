import { tmpdir } from 'node:os'
import { logger } from '../../../diagnostics/logger.js'
import type { IngestionTarget } from '../connection-string.js'
import type { Batch, BatchStore, Claim } from '../delivery/batch-store.js'
import { MemoryBatchStore } from '../delivery/memory-batch-store.js'
import type { NewBatchFile } from './batch-content.js'
import type { FileBatchStore } from './file-batch-store.js'
import type { FileClaim } from './file-claim.js'

export interface LocalStorageOptions {
  /** Where the directory of this user, key and endpoint is made; the temporary one when left out. */
  readonly directory?: string | undefined
  /** Bytes of all files together; beyond this the oldest are dropped. */
  readonly maxBytes?: number | undefined
}

/**
 * On disk, and in memory as long as the disk does not take it: full, read-only, or not safe. What is
 * in memory goes first, as it would be lost with the process.
 */
export class LocalBatchStore implements BatchStore {
  readonly #target: IngestionTarget
  readonly #options: LocalStorageOptions
  readonly #memory = new MemoryBatchStore()
  #opened: FileBatchStore | undefined = undefined
  #isDiskFailing = false

  constructor(target: IngestionTarget, options: LocalStorageOptions) {
    this.#target = target
    this.#options = options
  }

  get #files(): FileBatchStore {
    this.#opened ??= openFiles(this.#target, this.#options)
    return this.#opened
  }

  get volatile(): number {
    return this.#memory.volatile
  }

  get dropped(): number {
    return this.#memory.dropped + (this.#opened?.dropped ?? 0)
  }

  hold(batch: Batch): Claim {
    return new LocalClaim(this, batch)
  }

  async claim(): Promise<Claim | undefined> {
    const batch = this.#memory.take()
    if (batch !== undefined) return new LocalClaim(this, batch)
    const file = await this.#claimFile()
    return file && new LocalClaim(this, file.batch, file)
  }

  /** Without the directory there is nothing; without our own files, replaced by a deployment, too. */
  async #claimFile(): Promise<FileClaim | undefined> {
    try {
      return await this.#files.claim()
    } catch {
      return undefined
    }
  }

  saveNow(): void {
    for (let count = this.#memory.count; count > 0; count--) {
      const batch = this.#memory.take()
      if (batch !== undefined) this.keepNow(batch, () => this.createFile(batch))
    }
  }

  createFile(batch: Batch): NewBatchFile {
    return this.#files.create(batch)
  }

  async keep(batch: Batch, create: () => NewBatchFile): Promise<void> {
    try {
      await this.#files.write(create())
      this.#isDiskFailing = false
    } catch (error) {
      this.#fallBack(batch, error)
    }
  }

  keepNow(batch: Batch, create: () => NewBatchFile): void {
    try {
      this.#files.writeNow(create())
    } catch (error) {
      this.#fallBack(batch, error)
    }
  }

  #fallBack(batch: Batch, error: unknown): void {
    this.#memory.put(batch)
    if (this.#isDiskFailing) return
    this.#isDiskFailing = true
    logger.warn(
      'storage',
      `telemetry that cannot be sent is kept in memory and not on disk: ${error}; ` +
        'storageDirectory (OUTSPAN_STORAGE_DIRECTORY) names another directory'
    )
  }
}

/** A batch in the hands of a sender; with a file when it came from one. */
class LocalClaim implements Claim {
  readonly batch: Batch
  readonly #store: LocalBatchStore
  readonly #claimed: FileClaim | undefined
  readonly #files = new Map<Batch, NewBatchFile>()

  constructor(store: LocalBatchStore, batch: Batch, claimed?: FileClaim) {
    this.#store = store
    this.batch = batch
    this.#claimed = claimed
  }

  async settle(rest: readonly Batch[]): Promise<void> {
    if (this.#isWhole(rest)) return this.#claimed?.giveBack()
    for (const part of rest) await this.#store.keep(part, () => this.#fileOf(part))
    await this.#claimed?.remove()
  }

  settleNow(rest: readonly Batch[]): void {
    if (this.#isWhole(rest)) return this.#claimed?.giveBackNow()
    for (const part of rest) this.#store.keepNow(part, () => this.#fileOf(part))
    this.#claimed?.removeNow()
  }

  #isWhole([first]: readonly Batch[]): boolean {
    return this.#claimed !== undefined && first === this.batch
  }

  /** The same for both: what is being written when the process ends must not be there twice. */
  #fileOf(part: Batch): NewBatchFile {
    const file = this.#files.get(part) ?? this.#store.createFile(part)
    this.#files.set(part, file)
    return file
  }
}

/** Loaded when something is to be kept, or may have been: at the earliest after the first export. */
function openFiles(target: IngestionTarget, options: LocalStorageOptions): FileBatchStore {
  const { StorageDirectory } =
    require('./storage-directory.js') as typeof import('./storage-directory.js')
  const { FileBatchStore } =
    require('./file-batch-store.js') as typeof import('./file-batch-store.js')
  const { directory = tmpdir(), maxBytes } = options
  const room = maxBytes === undefined ? {} : { maxBytes }
  return new FileBatchStore(new StorageDirectory(directory, target), target, room)
}
