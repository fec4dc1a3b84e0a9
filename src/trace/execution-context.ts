import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import type { Span } from './span.js'

// The hooks behind AsyncLocalStorage cost something on every promise of the program up to Node 22.
// They come on with the first run(), so that a program that only makes calls never pays.
const activeSpan = new AsyncLocalStorage<Span | undefined>()
const detached = new AsyncResource('outspan')
const ownWork = new AsyncLocalStorage<true>()
let ownWorkUnderWay = 0
let suppressed = false
let callerOfQueue: Caller | undefined

/** The span that the running code belongs to. */
export function currentSpan(): Span | undefined {
  return callerOfQueue === undefined ? activeSpan.getStore() : callerOfQueue.span
}

/** Who asked for something that a queue carries out late. */
export interface Caller {
  readonly span: Span | undefined
  /** Monotonic milliseconds. */
  readonly askedAt: number
}

/** When what begins now was asked for, if that was earlier. */
export function currentCallerAskedAt(): number | undefined {
  return callerOfQueue?.askedAt
}

/** Makes `span` the current one in `fn` and in all that `fn` starts; undefined: none. */
export function runWithSpan<T>(span: Span | undefined, fn: () => T): T {
  const before = callerOfQueue
  callerOfQueue = undefined
  try {
    return span === activeSpan.getStore() ? fn() : activeSpan.run(span, fn)
  } finally {
    callerOfQueue = before
  }
}

/**
 * What `fn` starts before it returns belongs to `caller`, though it runs in the context of something
 * else: a queue that calls late.
 */
export function runOnBehalfOf<T>(caller: Caller, fn: () => T): T {
  const before = callerOfQueue
  callerOfQueue = caller
  try {
    return fn()
  } finally {
    callerOfQueue = before
  }
}

/**
 * Runs the agent's own work outside of any context of the program, whose stores would otherwise
 * be kept alive by our timers and sockets.
 */
export function runDetached<T>(fn: () => T): T {
  return detached.runInAsyncScope(fn)
}

/**
 * Calls that `fn` makes before it returns are not traced. Synchronous on purpose: a store would
 * have to be carried through every promise of the program (see above).
 */
export function suppressTracing<T>(fn: () => T): T {
  const before = suppressed
  suppressed = true
  try {
    return fn()
  } finally {
    suppressed = before
  }
}

/**
 * As suppressTracing, but until the promise of `fn` settles, in all that `fn` has started. For rare
 * work of the agent that runs code of others: while it lasts, every promise costs something.
 */
export async function suppressTracingOf<T>(fn: () => Promise<T>): Promise<T> {
  ownWorkUnderWay++
  try {
    return await runDetached(() => ownWork.run(true, fn))
  } finally {
    if (--ownWorkUnderWay === 0) ownWork.disable()
  }
}

export function isTracingSuppressed(): boolean {
  return suppressed || (ownWorkUnderWay > 0 && ownWork.getStore() === true)
}
