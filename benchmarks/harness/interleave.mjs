import { summarize } from './statistics.mjs'

/**
 * Measures all contestants in turn, round after round, so that whatever the machine does besides
 * hits them alike. The first contestant is what the others are compared with, within each round.
 *
 * @param measureOne measures one contestant once; returns what it found by scenario
 * @returns a result for each contestant in each scenario
 */
export async function interleave({ contestants }, rounds, measureOne) {
  const taken = contestants.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const [i, contestant] of contestants.entries()) {
      taken[i].push(await measureOne(contestant))
    }
  }
  return Object.keys(taken[0][0]).flatMap(scenario => {
    const ofScenario = taken.map(results => results.map(result => result[scenario]))
    return contestants.map(({ name }, i) => {
      return { scenario, contestant: name, ...summarizeRounds(ofScenario[i], ofScenario[0]) }
    })
  })
}

/** @param base the rounds of what these are compared with */
export function summarizeRounds(rounds, base) {
  const values = rounds.map(({ value }) => value)
  return {
    rounds: rounds.length,
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
