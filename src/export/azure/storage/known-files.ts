import { monotonicNow } from '../../../trace/clock.js'
import { type BatchFile, isOlder, parseFileName, readFileBytes } from './batch-file.js'

/** How much may lie in the directory. */
export interface Room {
  /** Bytes of all files together. */
  readonly maxBytes: number
  readonly maxFiles: number
}

/** Milliseconds. */
const longestTrust = 1_000

/**
 * What lay in the directory a second ago at most, and what this process has written since: a listing
 * for every write takes the longer the longer an outage lasts. What other processes do within that
 * second may bring the directory above its room for as long.
 *
 * Kept as names: in an outage of 10,000 files, objects took 1.5 MB more, and a longer stall at each
 * listing.
 */
export class KnownFiles {
  #names: string[] = []
  #bytes = 0
  #trustedUntil = 0

  get isTrusted(): boolean {
    return monotonicNow() < this.#trustedUntil
  }

  /** Takes a listing; names that no batch has are left out. */
  learn(listing: readonly string[]): void {
    this.#names = []
    this.#bytes = 0
    for (const name of listing) {
      const bytes = readFileBytes(name)
      if (bytes !== undefined) this.#add(name, bytes)
    }
    this.#trustedUntil = monotonicNow() + longestTrust
  }

  add({ name, bytes }: BatchFile): void {
    this.#add(name, bytes)
  }

  /** The oldest free files, which have to go so that one of as many bytes fits in; known no more. */
  takeSurplus(
    bytes: number,
    room: Room,
    isFree: (file: BatchFile) => boolean
  ): readonly BatchFile[] {
    const isFull = (taken = 0) =>
      this.#bytes + bytes > room.maxBytes || this.#names.length - taken >= room.maxFiles
    if (bytes > room.maxBytes || !isFull()) return []
    const oldest = this.#takeOldest(isFree)
    if (oldest === undefined) return []
    return isFull() ? [oldest, ...this.#takeInOrder(isFull, isFree)] : [oldest]
  }

  /** Mostly one has to go for each batch: to sort 10,000 names for it takes 20 ms. */
  #takeOldest(isFree: (file: BatchFile) => boolean): BatchFile | undefined {
    let oldest: BatchFile | undefined
    let place = -1
    for (const [i, name] of this.#names.entries()) {
      if (oldest !== undefined && isOlder(oldest.name, name)) continue
      const file = parseFileName(name)
      if (file === undefined || !isFree(file)) continue
      oldest = file
      place = i
    }
    if (oldest === undefined) return undefined
    this.#names.splice(place, 1)
    this.#bytes -= oldest.bytes
    return oldest
  }

  /** Where there is less room than there was, thousands may have to go. */
  #takeInOrder(
    isFull: (taken: number) => boolean,
    isFree: (file: BatchFile) => boolean
  ): readonly BatchFile[] {
    const taken = new Map<string, BatchFile>()
    for (const name of this.#names.sort((a, b) => (isOlder(a, b) ? -1 : 1))) {
      if (!isFull(taken.size)) break
      const file = parseFileName(name)
      if (file === undefined || !isFree(file)) continue
      taken.set(name, file)
      this.#bytes -= file.bytes
    }
    this.#names = this.#names.filter(name => !taken.has(name))
    return [...taken.values()]
  }

  #add(name: string, bytes: number): void {
    this.#names.push(name)
    this.#bytes += bytes
  }
}
