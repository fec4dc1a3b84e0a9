// Taken once: fake timers of test libraries replace what the globals hold, and are not our clock.
// Not performance.now(), which reads the same clock as fast: to load it takes 1 ms of a start-up.
const { hrtime } = process
/** Milliseconds since 1970. May step in either direction at any time. */
export const wallNow: () => number = Date.now

/** Milliseconds of a clock that never steps; the only clock that the way of a call reads. */
export function monotonicNow(): number {
  const [seconds, nanoseconds] = hrtime()
  return seconds * 1_000 + nanoseconds / 1_000_000
}

const unsteppedOffset = wallNow() - monotonicNow()

/**
 * Milliseconds since 1970, without the steps forward that the wall clock made since the agent was
 * loaded, and below without those back: nothing that one of them dated looks old to the other, or
 * expired, because of a step.
 */
export function earliestNow(): number {
  return Math.min(wallNow(), unsteppedNow())
}

export function latestNow(): number {
  return Math.max(wallNow(), unsteppedNow())
}

function unsteppedNow(): number {
  return unsteppedOffset + monotonicNow()
}

/**
 * Turns monotonic readings into wall-clock time, at flush time.
 *
 * The wall clock is read once and kept, so that spans of one trace stay in their order. It is read
 * again when both clocks have drifted apart: after a step (NTP, an operator) or a suspended machine,
 * where the monotonic clock stands still and spans would be dated hours ago.
 */
export class WallClock {
  #offset = readOffset()

  /** @returns milliseconds since 1970, with fractions */
  at(monotonic: number): number {
    return this.#offset + monotonic
  }

  /** To be called before a batch is converted, never in the middle of one. */
  adjust(wall = wallNow(), monotonic = monotonicNow()): void {
    const offset = wall - monotonic
    // Date.now() is cut to whole milliseconds: a smaller difference is not a difference.
    if (Math.abs(offset - this.#offset) > 10) this.#offset = offset
  }
}

/** To a microsecond, where the difference of both clocks' readings has a millisecond. */
function readOffset(): number {
  const { performance } = require('node:perf_hooks') as typeof import('node:perf_hooks')
  return performance.timeOrigin + performance.now() - monotonicNow()
}
