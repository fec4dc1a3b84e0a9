import { guarded } from './guard.js'
import { patch } from './patch.js'

/** The signals that ask a process to end, and that one without a handler ends by. */
const signals = { SIGINT: 2, SIGTERM: 15 } as const
type EndSignal = keyof typeof signals

const names = Object.keys(signals) as readonly EndSignal[]
// Taken once: the program may replace it.
const { kill } = process

export function isEndSignal(name: unknown): name is EndSignal {
  return typeof name === 'string' && Object.hasOwn(signals, name)
}

/** What to do when a signal comes that the program does not handle. */
export interface SignalHandling {
  /** Calls `end` to let the signal end the process. */
  onSignal(end: () => void): void
  /** The process sends it to itself: when this returns, it ends. */
  onSignalToSelf(): void
}

/**
 * Hears of signals that the program does not handle, without a listener that it could count: core
 * starts and stops a signal's handle from listeners of its own to `newListener` and
 * `removeListener`, which are called here directly. A core that has none is left alone.
 *
 * Such a signal ends the process when the event loop comes round, and not in the middle of a loop
 * without end. So it is watched only from the first span on; and never unwatched, as a signal that
 * was caught and not yet handled would be lost with its handle.
 */
export class SignalWatch {
  readonly #start = findOwnListener('newListener', 'startListeningIfSignal')
  readonly #stop = findOwnListener('removeListener', 'stopListeningIfSignal')
  readonly #handling: SignalHandling
  #isOn = false

  constructor(handling: SignalHandling) {
    this.#handling = handling
  }

  /** Not on Windows, where a process cannot be ended by a signal that was caught. */
  turnOn(): void {
    if (this.#isOn || process.platform === 'win32') return
    this.#isOn = true
    patch(process, '_kill', original => this.#watchKill(original))
    for (const name of names) this.#listen(name)
  }

  /** To be told of each `removeListener`, after core: the program may have no handler any more. */
  onRemoveListener(name: unknown): void {
    if (this.#isOn && isEndSignal(name)) this.#listen(name)
  }

  /** Core binds what `process.emit` is at the moment, and calls it for each signal. */
  #listen(name: EndSignal): void {
    const descriptor = Object.getOwnPropertyDescriptor(process, 'emit')
    if (!this.#start || !descriptor?.configurable || process.listenerCount(name) > 0) return
    const onSignal = guarded('signal', (...args: unknown[]) => this.#onSignal(name, args))
    Object.defineProperty(process, 'emit', { ...descriptor, value: onSignal })
    try {
      this.#start(name)
    } finally {
      Object.defineProperty(process, 'emit', descriptor)
    }
  }

  #onSignal(name: EndSignal, args: unknown[]): void {
    // The program has a handler by now; core has kept our handle for it.
    if (process.listenerCount(name) > 0) Reflect.apply(process.emit, process, args)
    else this.#handling.onSignal(() => this.#endBy(name))
  }

  #endBy(name: EndSignal): void {
    this.#turnOff()
    restoreTerminal()
    kill.call(process, process.pid, name)
  }

  #turnOff(): void {
    this.#isOn = false
    for (const name of names) this.#stop?.(name)
  }

  /** Below `process.kill`: what it sends to its own process works before it returns. */
  #watchKill(original: (...args: unknown[]) => unknown) {
    const onKill = guarded('kill', (pid: unknown, signal: unknown) => this.#onKill(pid, signal))
    return function _kill(this: unknown, ...args: unknown[]) {
      onKill(args[0], args[1])
      return Reflect.apply(original, this, args)
    }
  }

  #onKill(pid: unknown, signal: unknown): void {
    const name = names.find(each => signals[each] === signal)
    const isToSelf = pid === process.pid || pid === 0
    if (!this.#isOn || !isToSelf || name === undefined || process.listenerCount(name) > 0) return
    this.#handling.onSignalToSelf()
    this.#turnOff()
  }
}

function findOwnListener(event: string, name: string): ((signal: string) => void) | undefined {
  const listeners = process.rawListeners(event) as ((signal: string) => void)[]
  return listeners.find(listener => listener.name === name)
}

/** As Node does for a signal that it never listened for. */
function restoreTerminal(): void {
  const { isatty } = require('node:tty') as typeof import('node:tty')
  if (isatty(0) && process.stdin.isRaw) process.stdin.setRawMode(false)
}
