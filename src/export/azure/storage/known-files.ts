import { monotonicNow } from '../../../trace/clock.js'
import type { BatchFile } from './batch-file.js'

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
 */
export class KnownFiles {
  #files: BatchFile[] = []
  #bytes = 0
  #trustedUntil = 0

  get isTrusted(): boolean {
    return monotonicNow() < this.#trustedUntil
  }

  /** Takes a listing, and gives it back. */
  learn(files: readonly BatchFile[]): readonly BatchFile[] {
    this.#set([...files])
    this.#trustedUntil = monotonicNow() + longestTrust
    return files
  }

  add(file: BatchFile): void {
    this.#files.push(file)
    this.#bytes += file.bytes
  }

  /** The oldest free files, which have to go so that one of as many bytes fits in; known no more. */
  takeSurplus(
    bytes: number,
    room: Room,
    isFree: (file: BatchFile) => boolean
  ): readonly BatchFile[] {
    let freed = 0
    const surplus = new Set<BatchFile>()
    const isFull = () =>
      this.#bytes - freed + bytes > room.maxBytes ||
      this.#files.length - surplus.size >= room.maxFiles
    if (!isFull() || bytes > room.maxBytes) return []
    for (const file of this.#files.sort(byAge)) {
      if (!isFull()) break
      if (!isFree(file)) continue
      surplus.add(file)
      freed += file.bytes
    }
    this.#set(this.#files.filter(file => !surplus.has(file)))
    return [...surplus]
  }

  #set(files: BatchFile[]): void {
    this.#files = files
    this.#bytes = files.reduce((sum, { bytes }) => sum + bytes, 0)
  }
}

function byAge(a: BatchFile, b: BatchFile): number {
  return a.createdAt - b.createdAt || a.turn - b.turn
}
