import { visibleEnd } from '../process/same-behaviour.js'
import type { Case } from './case.js'
import {
  type Difference,
  fieldsOfAll,
  findDifferences,
  findRaces,
  findStalled,
  isUnpredictable,
  isVarying,
  type Race
} from './difference.js'
import {
  numberCases,
  type Play,
  type Playground,
  type Round,
  type TracedPlay
} from './playground.js'
import { findUntruths, type Untruth } from './span-truth.js'

/** What is wrong with one case, with all that is needed to see it again. */
export interface Fault {
  readonly one: Case
  readonly differences: readonly Difference[]
  readonly untruths: readonly Untruth[]
  /** Whether a process stood still during the case. */
  readonly stalled: boolean
}

export interface Verdict {
  readonly faults: readonly Fault[]
  /** Differed once, and not when they were played again. */
  readonly unsettled: readonly Fault[]
  readonly races: readonly Race[]
  readonly requests: number
  readonly spans: number
  /** Of the program as a whole. */
  readonly problems: readonly string[]
}

/** Plays a round twice without and once with the agent, and what differs again, slowly. */
export async function judge(playground: Playground, round: Round): Promise<Verdict> {
  const bare = [await playground.playBare(round), await playground.playBare(round)]
  const traced = await playground.playTraced(round)
  const suspects = findFaults(round.cases, bare, traced)
  const faulty = await findFaulty(
    playground,
    suspects.map(({ one }) => one)
  )
  return {
    faults: suspects.filter((_, index) => faulty.has(index)),
    unsettled: suspects.filter((_, index) => !faulty.has(index)),
    races: findRaces(bare.map(fieldsOfAll)),
    requests: traced.seen.length,
    spans: traced.envelopes.length,
    problems: findProblems(bare, traced)
  }
}

function findFaults(
  cases: readonly Case[],
  bare: readonly Play[],
  traced: TracedPlay
): readonly Fault[] {
  const all = findDifferences(bare.map(fieldsOfAll), fieldsOfAll(traced), isVarying)
  const allUntruths = findUntruths(cases, traced)
  const stalled = findStalled([...bare, traced])
  return cases.flatMap(one => {
    const isOfCase = ({ caseId }: { readonly caseId: number }) => caseId === one.id
    const differences = all.filter(isOfCase)
    const untruths = allUntruths.filter(isOfCase)
    if (differences.length + untruths.length === 0) return []
    return [{ one, differences, untruths, stalled: stalled.has(one.id) }]
  })
}

function findProblems(bare: readonly Play[], traced: TracedPlay): readonly string[] {
  const ends = bare.map(({ outcome }) => visibleEnd(outcome))
  const end = visibleEnd(traced.outcome)
  if (ends.includes(end)) return traced.faults
  return [...traced.faults, `${end}\nnot ${ends.join('\nor ')}`]
}

/** So many that two outcomes of a race are not likely to part into with and without by chance. */
const enoughPlays = 10
const mostPlays = 24

/**
 * The numbers of the cases that differ whenever they are played with the agent, from all plays
 * without. Plays in which a process stood still do not count.
 */
export async function findFaulty(
  playground: Playground,
  cases: readonly Case[]
): Promise<ReadonlySet<number>> {
  if (cases.length === 0) return new Set()
  const round: Round = { cases: numberCases(cases), lanes: 4, shared: false }
  const bare: Play[] = []
  const traced: TracedPlay[] = []
  let trial: Trial = { faulty: new Set(), settled: 0 }
  while (trial.settled < cases.length && traced.length < mostPlays) {
    bare.push(await playground.playBare(round))
    traced.push(await playground.playTraced(round))
    trial = compareAll(round.cases, bare, traced)
  }
  return trial.faulty
}

interface Trial {
  readonly faulty: ReadonlySet<number>
  /** How many have been played often enough to say so. */
  readonly settled: number
}

function compareAll(
  cases: readonly Case[],
  bare: readonly Play[],
  traced: readonly TracedPlay[]
): Trial {
  const fields = bare.map(fieldsOfAll)
  const plays = traced.map(play => {
    const found = [
      ...findDifferences(fields, fieldsOfAll(play), isUnpredictable),
      ...findUntruths(cases, play)
    ]
    return { stalled: findStalled([play]), faulty: new Set(found.map(({ caseId }) => caseId)) }
  })
  const calm = bare.map(play => findStalled([play]))
  const isKnown = (id: number) => calm.filter(stalled => !stalled.has(id)).length >= enoughPlays
  const clear = (id: number) => plays.filter(({ stalled }) => !stalled.has(id))
  const ids = cases.map(({ id }) => id)
  const settled = ids.filter(id => isSettled(id, isKnown(id), clear(id)))
  const faulty = settled.filter(id => clear(id).every(play => play.faulty.has(id)))
  return { faulty: new Set(faulty), settled: settled.length }
}

/**
 * A single play without a difference is enough: it is not the agent, or not it alone.
 *
 * @param isKnown whether it is known what happens without the agent
 */
function isSettled(
  id: number,
  isKnown: boolean,
  plays: readonly { readonly faulty: ReadonlySet<number> }[]
): boolean {
  if (plays.some(({ faulty }) => !faulty.has(id))) return true
  return isKnown && plays.length >= enoughPlays
}
