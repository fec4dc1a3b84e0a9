import { executionAsyncId } from 'node:async_hooks'
import { describeError } from '../diagnostics/errors.js'
import { logger } from '../diagnostics/logger.js'
import { guarded } from './guard.js'
import { patch } from './patch.js'
import { isEndSignal, SignalWatch } from './signal-watch.js'

// Taken once: fake timers of test libraries are not ours.
const { setTimeout, clearTimeout, setImmediate } =
  require('node:timers') as typeof import('node:timers')

/** Something that wants to be finished before the process ends. */
export interface Unfinished {
  readonly hasWork: boolean
  /** How much would be lost now. */
  readonly pending: number
  flush(): Promise<void>
  /** What can be done in the last moment, where nothing can be waited for. */
  flushNow(): void
}

export interface LastWork {
  list(): readonly Unfinished[]
  /** Milliseconds by which a natural end or a signal may be delayed at most. */
  readonly grace: number
  /** What has to be done when nothing more will happen in the program. */
  prepare(): void
}

/**
 * Gives unfinished work a last chance, however the process ends.
 *
 * When the program has nothing left to do, `beforeExit` is held back while the work lasts, and comes
 * again by itself when the event loop is empty once more: the program sees it as often as without
 * us. A signal that it does not handle is held back likewise, as if it had been sent a moment later;
 * a second one ends the process at once. On `process.exit()` and uncaught errors there is only the
 * last moment. Hooked at `process.emit`, because a listener of ours would count, and because it
 * could not hold the event back.
 *
 * @returns what to call when there is something to lose for the first time: signals are left alone
 *   until then
 */
export function finishBeforeEnd(work: LastWork): () => void {
  const finish = new LastFinish(work)
  const hold = guarded('flush at a natural end', () => finish.hold())
  const flush = guarded('flush at signal', () => void finish.flush())
  const { flushNow } = finish
  const signals = new SignalWatch({
    onSignal: end => void finish.beforeSignal(end),
    onSignalToSelf: flushNow
  })
  patch(process, 'emit', original => {
    return function emit(...args) {
      const [event, first] = args
      if (isNaturalEnd(event, first) && hold()) return true
      // Once before the program's listeners, which may end the process, and once for their work.
      if (event === 'exit') flushNow()
      const result = Reflect.apply(original, this, args)
      if (event === 'exit') flushNow()
      if (event === 'removeListener') signals.onRemoveListener(first)
      // Its handler most likely ends the program soon, and in a way that leaves us no time.
      if (result && isEndSignal(event)) flush()
      return result
    }
  })
  return guarded('watch for signals', () => signals.turnOn())
}

/**
 * A program that emits the event itself expects to hear it. Core always gives a code, and calls from
 * nowhere: no script, timer or socket has the id 0. (The stack tells less: whoever has wrapped
 * `process.emit` after us, as tsx and signal-exit do, stands in it too.)
 */
function isNaturalEnd(event: unknown, code: unknown): boolean {
  return event === 'beforeExit' && typeof code === 'number' && executionAsyncId() === 0
}

class LastFinish {
  readonly #work: LastWork
  #isHeld = false
  #isSignalled = false
  #isLate = false

  constructor(work: LastWork) {
    this.#work = work
  }

  /** @returns whether this `beforeExit` is to be kept from the program */
  hold(): boolean {
    const isToEnd = this.#isHeld || this.#work.grace === 0
    this.#isHeld = !isToEnd && this.#prepareWork()
    if (this.#isHeld) void this.#flushInTime()
    return this.#isHeld
  }

  /** @param end lets the signal end the process */
  async beforeSignal(end: () => void): Promise<void> {
    const isFirst = !this.#isSignalled
    this.#isSignalled = true
    if (isFirst) await this.#flushInTime()
    this.flushNow()
    end()
  }

  async flush(): Promise<void> {
    try {
      await Promise.all(this.#work.list().map(item => item.flush()))
    } catch (error) {
      logger.error('flush', `the last flush failed: ${describeError(error)}`)
    }
  }

  /** Cannot throw: an end that has begun goes on, and one item does not cost another its spans. */
  readonly flushNow = guarded('flush at exit', (): void => {
    this.#work.prepare()
    const work = this.#work.list()
    for (const item of work) flushItemNow(item)
    const pending = work.reduce((sum, item) => sum + (pendingOf(item) ?? 0), 0)
    if (pending === 0) return
    const level = this.#isLate ? 'warn' : 'info'
    logger[level]('end', `the process ends before ${pending} spans were delivered`)
  })

  #prepareWork(): boolean {
    this.#work.prepare()
    return this.#work.list().some(({ hasWork }) => hasWork)
  }

  #flushInTime(): Promise<void> {
    return new Promise(resolve => {
      // This timer is what keeps the event loop going; our sockets do not.
      const timer = setTimeout(() => {
        this.#isLate = true
        resolve()
      }, this.#work.grace)
      // Not before the loop has gone round: core says `beforeExit` again only if it was alive, and a
      // flush may be over before core asks.
      const onFlushed = () =>
        setImmediate(() => {
          clearTimeout(timer)
          resolve()
        })
      void this.flush().then(onFlushed)
    })
  }
}

const flushItemNow = guarded('flush of an exporter', (item: Unfinished) => item.flushNow())
const pendingOf = guarded('count of what is lost', (item: Unfinished) => item.pending)
