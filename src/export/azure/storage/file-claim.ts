import { promises, renameSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { logger } from '../../../diagnostics/logger.js'
import type { Batch } from '../delivery/batch-store.js'
import { type BatchFile, formatFileName, nextTurn } from './batch-file.js'

const mark = Symbol.for('outspan.held')
/**
 * Files that this process has claimed: no step of the clock makes them free for itself. All copies of
 * the agent share them: to another, they would be of an earlier process of the same id.
 */
const held = findHeld()

function findHeld(): Set<string> {
  // Nobody else uses the symbol.
  const known = Reflect.get(process, mark) as Set<string> | undefined
  if (known !== undefined) return known
  const made = new Set<string>()
  Reflect.defineProperty(process, mark, { value: made })
  return made
}

export function hold(path: string): void {
  held.add(path)
}

export function letGo(path: string): void {
  held.delete(path)
}

export function isHeld(path: string): boolean {
  return held.has(path)
}

/** A file that was renamed for its owner. */
export class FileClaim {
  readonly batch: Batch
  readonly #directory: string
  readonly #file: BatchFile
  readonly #path: string

  constructor(directory: string, file: BatchFile, path: string, body: Buffer) {
    this.batch = { body, items: file.items, createdAt: file.createdAt }
    this.#directory = directory
    this.#file = file
    this.#path = path
  }

  /** Where that fails, this process does not claim it again: others may, when the lease has ended. */
  async remove(): Promise<void> {
    if (await this.#end(promises.unlink(this.#path))) letGo(this.#path)
  }

  /** For another turn, after all other files; where that fails, for this process as it is. */
  async giveBack(): Promise<void> {
    await this.#end(promises.rename(this.#path, this.#nextPath()))
    letGo(this.#path)
  }

  removeNow(): void {
    this.#endNow(() => unlinkSync(this.#path))
  }

  giveBackNow(): void {
    this.#endNow(() => renameSync(this.#path, this.#nextPath()))
  }

  async #end(done: Promise<void>): Promise<boolean> {
    try {
      await done
      return true
    } catch (error) {
      this.#report(error)
      return false
    }
  }

  #endNow(end: () => void): void {
    try {
      end()
    } catch (error) {
      this.#report(error)
    }
  }

  #report(error: unknown): void {
    // At the exit it may have been ended already.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    logger.warn('claimed file', `a stored file may be sent once more: ${error}`)
  }

  #nextPath(): string {
    return join(this.#directory, formatFileName({ ...this.#file, turn: nextTurn() }))
  }
}
