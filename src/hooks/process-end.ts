import { executionAsyncId } from 'node:async_hooks'
import timers from 'node:timers'
import { logger } from '../diagnostics/logger.js'
import { guarded } from './guard.js'
import { patch } from './patch.js'
import type { Restore } from './restore.js'

// Taken once: fake timers of test libraries are not ours.
const { setTimeout, clearTimeout } = timers

/** Something that wants to be finished before the process ends. */
export interface Unfinished {
  readonly hasWork: boolean
  /** How much would be lost now. */
  readonly pending: number
  flush(): Promise<void>
  /** What can be done in the last moment, where nothing can be waited for. */
  flushNow(): void
}

/**
 * Gives unfinished work a last chance.
 *
 * When the program has nothing left to do, `beforeExit` is held back while the work lasts, and comes
 * again by itself when the event loop is empty once more: the program sees it as often as without
 * us. Hooked at `process.emit`, because a listener of ours would count, and because it could not
 * hold the event back.
 *
 * @param grace milliseconds by which the natural end may be delayed at most
 */
export function finishBeforeEnd(listWork: () => readonly Unfinished[], grace: number): Restore {
  const holder = new EndHolder(listWork, grace)
  const flushNow = guarded('flush at exit', () => {
    for (const item of listWork()) item.flushNow()
  })
  return patch(process, 'emit', original => {
    return function emit(...args) {
      if (isOfCore(args[0], args[1]) && holder.hold()) return true
      const result = Reflect.apply(original, this, args)
      if (args[0] === 'exit') flushNow()
      return result
    }
  })
}

/**
 * A program that emits the event itself expects to hear it. Core always gives a code, and calls from
 * nowhere: no script, timer or socket has the id 0. (The stack tells less: whoever has wrapped
 * `process.emit` after us, as tsx and signal-exit do, stands in it too.)
 */
function isOfCore(event: unknown, code: unknown): boolean {
  return event === 'beforeExit' && typeof code === 'number' && executionAsyncId() === 0
}

class EndHolder {
  readonly #listWork: () => readonly Unfinished[]
  readonly #grace: number
  #isHeld = false

  constructor(listWork: () => readonly Unfinished[], grace: number) {
    this.#listWork = listWork
    this.#grace = grace
  }

  /** @returns whether this `beforeExit` is to be kept from the program */
  hold(): boolean {
    const work = this.#isHeld ? [] : this.#listWork().filter(({ hasWork }) => hasWork)
    this.#isHeld = work.length > 0
    if (this.#isHeld) void this.#finish(work)
    return this.#isHeld
  }

  async #finish(work: readonly Unfinished[]): Promise<void> {
    // This timer is what keeps the event loop going; our sockets do not.
    const timer = setTimeout(() => this.#giveUp(work), this.#grace)
    try {
      await Promise.all(work.map(item => item.flush()))
    } catch (error) {
      logger.error('flush', `the last flush failed: ${error}`)
    }
    clearTimeout(timer)
  }

  #giveUp(work: readonly Unfinished[]): void {
    const pending = work.reduce((sum, item) => sum + item.pending, 0)
    const reason = `no end of the last export within ${this.#grace} ms`
    logger.warn('end', `the process ends before ${pending} spans were delivered: ${reason}`)
  }
}
