// Plays many random cases: node build/test/random/soak.js [count] [--seed n] [--replay '<json>'].
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { fc } from '../generated-input.js'
import type { Case } from './case.js'
import { caseArbitrary } from './case-arbitrary.js'
import { numberCases, Playground } from './playground.js'
import { describeBriefly, describeFault, describeReplay, Tally } from './report.js'
import { simplify } from './simplify.js'
import { judge } from './verdict.js'

const casesPerRound = 1_000
/** It takes most of a minute each. */
const mostSimplified = 3
let simplified = 0
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    replay: { type: 'string' },
    verbose: { type: 'boolean' }
  }
})

async function main(): Promise<void> {
  const playground = await Playground.open()
  const { replay } = values
  const isGood =
    replay === undefined ? await soak(playground) : await play(playground, JSON.parse(replay))
  await playground.close()
  process.exitCode = isGood ? 0 : 1
}

async function soak(playground: Playground): Promise<boolean> {
  const count = Number(positionals[0] ?? 10_000)
  const seed = Number(values.seed ?? randomInt(2 ** 31))
  const tally = new Tally()
  const startedAt = performance.now()
  console.log(`${count} cases from seed ${seed}`)
  for (let round = 0; tally.cases < count; round++) {
    const numRuns = Math.min(casesPerRound, count - tally.cases)
    const cases = fc.sample(caseArbitrary, { numRuns, seed: seed + round })
    await soakRound(playground, cases, round, tally)
    const rate = (tally.cases / (performance.now() - startedAt)) * 1000
    console.log(`round ${round} (seed ${seed + round}): ${tally.text}; ${rate.toFixed(1)} cases/s`)
  }
  return tally.faults === 0
}

/** Every other round its lanes share their agents. */
async function soakRound(
  playground: Playground,
  cases: readonly Case[],
  round: number,
  tally: Tally
) {
  const shared = round % 2 === 1
  const verdict = await judge(playground, { cases: numberCases(cases), lanes: 40, shared })
  tally.add(cases.length, verdict)
  for (const problem of verdict.problems) console.log(problem)
  for (const fault of verdict.unsettled)
    console.log(`once: ${(values.verbose ? describeFault : describeBriefly)(fault)}`)
  for (const fault of verdict.faults) {
    console.log(describeFault(fault))
    if (simplified++ < mostSimplified) await showSimplest(playground, fault.one)
  }
}

async function showSimplest(playground: Playground, one: Case): Promise<void> {
  const simplest = await simplify(playground, one)
  if (simplest) console.log(`  simplest: ${describeReplay(simplest)}`)
}

async function play(playground: Playground, cases: readonly Case[]): Promise<boolean> {
  const verdict = await judge(playground, { cases: numberCases(cases), lanes: 1, shared: false })
  for (const fault of verdict.unsettled) console.log(`once: ${describeFault(fault)}`)
  for (const fault of verdict.faults) console.log(describeFault(fault))
  for (const problem of verdict.problems) console.log(problem)
  console.log(`${verdict.faults.length} faults`)
  return verdict.faults.length === 0
}

main()
