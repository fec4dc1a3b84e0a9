import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import type { Span } from './span.js'

// The hooks behind AsyncLocalStorage cost something on every promise of the program up to Node 22.
// They come on with the first run(), so that a program that only makes calls never pays.
const activeSpan = new AsyncLocalStorage<Activity>()
const detached = new AsyncResource('outspan')
const ownWork = new AsyncLocalStorage<true>()
let ownWorkUnderWay = 0
let suppressed = false
let callerOfQueue: Caller | undefined

/** What the running code belongs to: a span; none; null: none, and its calls are not traced. */
export type Activity = Span | null | undefined

export function currentActivity(): Activity {
  return callerOfQueue === undefined ? activeSpan.getStore() : callerOfQueue.activity
}

/** The span that the running code belongs to. */
export function currentSpan(): Span | undefined {
  return currentActivity() ?? undefined
}

/** Who asked for something that a queue carries out late. */
export interface Caller {
  readonly activity: Activity
  /** Monotonic milliseconds; undefined once it has begun. */
  askedAt: number | undefined
}

/** When what begins now was asked for, if that was earlier. It is no answer for what begins next. */
export function takeCallerAskedAt(): number | undefined {
  const askedAt = callerOfQueue?.askedAt
  if (callerOfQueue !== undefined) callerOfQueue.askedAt = undefined
  return askedAt
}

/** Makes `activity` the current one in `fn` and in all that `fn` starts. */
export function runWithSpan<T, Args extends unknown[]>(
  activity: Activity,
  fn: (...args: Args) => T,
  ...args: Args
): T {
  const before = callerOfQueue
  callerOfQueue = undefined
  try {
    if (activity === activeSpan.getStore()) return fn(...args)
    return activeSpan.run(activity, fn, ...args)
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
  if (suppressed || currentActivity() === null) return true
  return ownWorkUnderWay > 0 && ownWork.getStore() === true
}
