// Taken once: fake timers of test libraries are not ours.
const { setInterval, clearInterval } = require('node:timers') as typeof import('node:timers')

/** Keeps the process alive until the work is done, as a program that waits for it expects. */
export async function keepAliveFor(work: Promise<void>): Promise<void> {
  const alive = setInterval(() => undefined, 60_000)
  try {
    await work
  } finally {
    clearInterval(alive)
  }
}
