import { constants, promises, readdirSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { logger } from '../../../diagnostics/logger.js'
import { earliestNow, latestNow } from '../../../trace/clock.js'
import { readError } from '../../../trace/read-error.js'
import type { IngestionTarget } from '../connection-string.js'
import type { Batch } from '../delivery/batch-store.js'
import { createBatchFile, type NewBatchFile, readContent } from './batch-content.js'
import {
  type BatchFile,
  findOldTemporaries,
  formatClaimedName,
  formatTemporaryName,
  parseFileName
} from './batch-file.js'
import { isGone, ownName } from './claim-owner.js'
import { FileClaim, hold, isHeld, letGo } from './file-claim.js'
import { KnownFiles, type Room } from './known-files.js'
import type { StorageDirectory } from './storage-directory.js'

export interface FileBatchStoreOptions extends Room {
  /** Milliseconds; the service refuses what is older than 48 hours. */
  readonly maxAge: number
  /** Milliseconds after which a claim ends, unless its owner is known to be gone before. */
  readonly lease: number
}

const defaults: FileBatchStoreOptions = {
  maxBytes: 50 * 1024 * 1024,
  // A listing of as many takes about 10 ms.
  maxFiles: 10_000,
  maxAge: 47 * 3_600_000,
  lease: 300_000
}

const mode = 0o600

/** Batches as files in one directory that several processes share; each file is sent by one. */
export class FileBatchStore {
  readonly #directory: StorageDirectory
  readonly #target: IngestionTarget
  readonly #options: FileBatchStoreOptions
  readonly #known = new KnownFiles()
  #lastWrite: Promise<void> | undefined = undefined
  #dropped = 0

  constructor(
    directory: StorageDirectory,
    target: IngestionTarget,
    options: Partial<FileBatchStoreOptions> = {}
  ) {
    this.#directory = directory
    this.#target = target
    this.#options = { ...defaults, ...options }
  }

  /** Items that were given up for want of room, because of their age, or as they were damaged. */
  get dropped(): number {
    return this.#dropped
  }

  create(batch: Batch): NewBatchFile {
    return createBatchFile(batch, this.#target)
  }

  /**
   * Whole or not at all; to write the same file twice is to write it once. One after the other, as
   * two would take the same room. Rejects when the disk does not take it.
   */
  async write(file: NewBatchFile): Promise<void> {
    const written = this.#writeAfter(this.#lastWrite, file)
    this.#lastWrite = written
    try {
      await written
    } finally {
      // A promise keeps the context of whoever made it.
      if (this.#lastWrite === written) this.#lastWrite = undefined
    }
  }

  async #writeAfter(before: Promise<void> | undefined, file: NewBatchFile): Promise<void> {
    await before?.catch(() => undefined)
    await this.#directory.make()
    if (!this.#known.isTrusted) await this.#list()
    for (const old of this.#takeSurplus(file)) await this.#drop(old)
    if (this.#isTooLarge(file)) return
    const temporary = this.#pathOf(formatTemporaryName(file.file.name))
    try {
      await promises.writeFile(temporary, file.content, { flag: 'wx', mode, flush: true })
      await promises.rename(temporary, this.#pathOf(file.file.name))
      this.#known.add(file.file)
    } catch (error) {
      await promises.unlink(temporary).catch(() => undefined)
      throw error
    }
  }

  /** As `write`, in the last moment. Not flushed: the system keeps it when the process is gone. */
  writeNow(file: NewBatchFile): void {
    this.#directory.makeNow()
    if (!this.#known.isTrusted) this.#listNow()
    for (const old of this.#takeSurplus(file)) this.#dropNow(old)
    if (this.#isTooLarge(file)) return
    const temporary = this.#pathOf(formatTemporaryName(file.file.name))
    try {
      writeFileSync(temporary, file.content, { flag: 'wx', mode })
      renameSync(temporary, this.#pathOf(file.file.name))
      this.#known.add(file.file)
    } catch (error) {
      unlinkQuietly(temporary)
      throw error
    }
  }

  /**
   * Undefined when there is nothing for us. Rejects when the directory is not there or not safe, and
   * at the limit of descriptors, where none of the files can be read.
   */
  async claim(): Promise<FileClaim | undefined> {
    await this.#directory.check()
    // As names sort, so do turns.
    for (const name of (await this.#list()).sort()) {
      const file = parseFileName(name)
      if (file === undefined || !this.#isFree(file)) continue
      const claim = await this.#claimFile(file)
      if (claim !== undefined) return claim
    }
    return undefined
  }

  async #list(): Promise<string[]> {
    const names = await promises.readdir(this.#directory.path)
    for (const old of findOldTemporaries(names, earliestNow())) await this.#unlink(old)
    this.#known.learn(names)
    return names
  }

  #listNow(): void {
    this.#known.learn(readdirSync(this.#directory.path))
  }

  #takeSurplus({ file }: NewBatchFile): readonly BatchFile[] {
    return this.#known.takeSurplus(file.bytes, this.#options, this.#isFree)
  }

  #isTooLarge({ file }: NewBatchFile): boolean {
    const isTooLarge = file.bytes > this.#options.maxBytes
    if (isTooLarge) this.#countDrop(file.items, 'more than all the room')
    return isTooLarge
  }

  readonly #isFree = ({ name, lease }: BatchFile): boolean => {
    if (isHeld(this.#pathOf(name))) return false
    return lease === undefined || lease.expiry < earliestNow() || isGone(lease.owner)
  }

  /** Undefined when another process was faster, or the file is of no use. */
  async #claimFile(file: BatchFile): Promise<FileClaim | undefined> {
    const { maxAge, lease } = this.#options
    if (earliestNow() - file.createdAt > maxAge) return this.#drop(file)
    const expiry = latestNow() + lease
    const path = this.#pathOf(formatClaimedName(file, { expiry, owner: ownName() }))
    // Another exporter of this process claims it in this very millisecond.
    if (isHeld(path)) return undefined
    // Before it is ours, as others of this process may look meanwhile.
    hold(path)
    try {
      await promises.rename(this.#pathOf(file.name), path)
    } catch {
      letGo(path)
      return undefined
    }
    return this.#open(file, path)
  }

  /** What is damaged goes. */
  async #open(file: BatchFile, path: string): Promise<FileClaim | undefined> {
    const content = await this.#read(file, path)
    if (content === undefined) return undefined
    const body = readContent(content, this.#target)
    const claim = this.#claimOf(file, path, body)
    if (body !== undefined) return claim
    this.#countDrop(file.items, 'damaged')
    await claim.remove()
    return undefined
  }

  /** What cannot be read just now waits for another turn. */
  async #read(file: BatchFile, path: string): Promise<Buffer | undefined> {
    try {
      return await readOwn(path, file.bytes)
    } catch (error) {
      logger.warn('stored file', `a stored file cannot be read: ${error}`)
      await this.#claimOf(file, path).giveBack()
      if (isOfAllFiles(error)) throw error
      return undefined
    }
  }

  #claimOf(file: BatchFile, path: string, body: Buffer = Buffer.alloc(0)): FileClaim {
    return new FileClaim(this.#directory.path, file, path, body)
  }

  async #drop(file: BatchFile): Promise<undefined> {
    if (await this.#unlink(file.name)) this.#countDrop(file.items, 'the oldest, or too old')
  }

  #dropNow(file: BatchFile): void {
    if (unlinkQuietly(this.#pathOf(file.name))) this.#countDrop(file.items, 'the oldest')
  }

  #countDrop(items: number, reason: string): void {
    this.#dropped += items
    logger.warn(
      'undelivered',
      `${items} stored items were given up (${reason}), ${this.#dropped} so far, in ` +
        `${this.#directory.path}; storageMaxBytes (OUTSPAN_STORAGE_MAX_BYTES) gives more room`
    )
  }

  async #unlink(name: string): Promise<boolean> {
    const unlinked = promises.unlink(this.#pathOf(name))
    return unlinked.then(
      () => true,
      () => false
    )
  }

  #pathOf(name: string): string {
    return join(this.#directory.path, name)
  }
}

function isOfAllFiles(error: unknown): boolean {
  const code = readError(error, 'code')
  return code === 'EMFILE' || code === 'ENFILE'
}

/** Nothing of a file that is not as long as its name says: it is damaged. */
async function readOwn(path: string, bytes: number): Promise<Buffer> {
  const handle = await promises.open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const { size } = await handle.stat()
    return size === bytes ? await handle.readFile() : Buffer.alloc(0)
  } finally {
    await handle.close()
  }
}

function unlinkQuietly(path: string): boolean {
  try {
    unlinkSync(path)
    return true
  } catch {
    return false
  }
}
