import { summarize } from './statistics.mjs'

/**
 * Measures all contestants in turn, round after round, so that whatever the machine does besides
 * hits them alike. The first contestant is what the others are compared with, within each round.
 *
 * @returns a result per contestant
 */
export async function interleave({ contestants }, scenario, rounds, measureOne) {
  const taken = contestants.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const [i, contestant] of contestants.entries()) {
      taken[i].push(await measureOne(contestant, round))
    }
  }
  const [base] = taken
  return contestants.map(({ name }, i) => ({
    scenario,
    contestant: name,
    ...summarizeRounds(taken[i], base)
  }))
}

function summarizeRounds(rounds, base) {
  const values = rounds.map(({ value }) => value)
  return {
    value: summarize(values),
    added: summarize(values.map((value, i) => value - base[i].value)),
    ratio: summarize(values.map((value, i) => value / base[i].value)),
    deliveredShare: shareOf(rounds)
  }
}

/** The worst round counts; undefined where nothing was to be delivered. */
function shareOf(rounds) {
  const shares = rounds
    .filter(({ delivered }) => delivered !== undefined)
    .map(({ delivered, expected }) => delivered / expected)
  return shares.length === 0 ? undefined : Math.min(...shares)
}
