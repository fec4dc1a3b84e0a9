import fc from 'fast-check'

// Always the same input, so that a failure is of the change at hand; `npm run test:generated` looks
// for more, from a seed of its own.
const { GENERATED_SEED = '20261120', GENERATED_FACTOR = '1' } = process.env

/** @returns how often a property is tried that is tried `count` times in `npm test` */
export function runs(count: number): number {
  return count * Number(GENERATED_FACTOR)
}

fc.configureGlobal({
  numRuns: runs(100),
  ...(GENERATED_SEED === 'any' ? {} : { seed: Number(GENERATED_SEED) })
})

export { fc }
