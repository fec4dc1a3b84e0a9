/** The same numbers from 0 to 1 for the same seed (mulberry32), so that a failed round can be run again. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** How long a test with rounds is to go on: short in every run, long in `npm run test:faults`. */
export function roundsOf(short: number, long: number): number {
  return process.env['FAULTS'] === 'long' ? long : short
}
