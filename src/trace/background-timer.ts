import { runDetached } from './execution-context.js'

// Taken once: fake timers of test libraries are not ours, as in clock.ts.
const { setTimeout, clearTimeout, setImmediate } =
  require('node:timers') as typeof import('node:timers')

/**
 * A timer for the agent's own work. It does not keep the process alive, nor the context of the call
 * that happened to start it.
 */
export function startBackgroundTimer(callback: () => void, delay: number): NodeJS.Timeout {
  return runDetached(() => setTimeout(callback, delay)).unref()
}

export function stopBackgroundTimer(timer: NodeJS.Timeout | undefined): void {
  clearTimeout(timer)
}

/** Lets the program have its turn before the agent's own work goes on. */
export function nextTurn(): Promise<void> {
  return new Promise(resolve => runDetached(() => setImmediate(resolve)))
}
