import { setTimeout as startTimer } from 'node:timers'
import { logger } from '../diagnostics/logger.js'
import { guarded } from './guard.js'
import { patch } from './patch.js'
import type { Restore } from './restore.js'

/** Something that wants to be finished before the process ends. */
export interface Unfinished {
  readonly hasWork: boolean
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
      if (args[0] === 'beforeExit' && isCalledByCore(emit) && holder.hold()) return true
      const result = Reflect.apply(original, this, args)
      if (args[0] === 'exit') flushNow()
      return result
    }
  })
}

/** Whether nothing of the program is below: it may emit the event itself, and expect to hear it. */
function isCalledByCore(callee: () => void): boolean {
  if (Object.isFrozen(Error)) return true // --frozen-intrinsics: there is no way to tell.
  const { stackTraceLimit } = Error
  const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  const probe: { readonly stack?: unknown } = {}
  try {
    Error.stackTraceLimit = 1
    Error.prepareStackTrace = (_error, frames) => frames.length
    Error.captureStackTrace(probe, callee)
    return probe.stack === 0
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    if (before) Object.defineProperty(Error, 'prepareStackTrace', before)
    else Reflect.deleteProperty(Error, 'prepareStackTrace')
  }
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
