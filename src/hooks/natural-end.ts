import { setTimeout as startTimer } from 'node:timers'
import { logger } from '../diagnostics/logger.js'
import { patch } from './patch.js'
import type { Restore } from './restore.js'

/** Something that wants to be finished before the process ends. */
export interface Unfinished {
  readonly hasWork: boolean
  flush(): Promise<void>
}

/**
 * Gives unfinished work a last chance when the program has nothing left to do.
 *
 * `beforeExit` is held back while the work lasts, and comes again by itself when the event loop is
 * empty once more: the program sees it as often as without us. Hooked at `process.emit`, because
 * a listener of ours would count, and because it could not hold the event back.
 *
 * @param grace milliseconds by which the end may be delayed at most
 */
export function finishBeforeNaturalEnd(
  listWork: () => readonly Unfinished[],
  grace: number
): Restore {
  const holder = new EndHolder(listWork, grace)
  return patch(process, 'emit', original => {
    return function emit(...args) {
      if (args[0] === 'beforeExit' && holder.hold()) return true
      return Reflect.apply(original, this, args)
    }
  })
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
    const timer = startTimer(() => undefined, this.#grace)
    try {
      await Promise.all(work.map(item => item.flush()))
    } catch (error) {
      logger.error('flush', `the last flush failed: ${error}`)
    }
    clearTimeout(timer)
  }
}
