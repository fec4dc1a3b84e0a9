import { byCase } from './by-case.js'
import type { Play } from './playground.js'
import { type Fields, fieldsOf } from './visible-fields.js'

/** A part of what can be seen of a case that is not as without the agent. */
export interface Difference {
  readonly caseId: number
  readonly field: string
  readonly bare: readonly string[]
  readonly traced: string
}

/** A part that is not even the same twice without the agent: who comes first is a matter of luck. */
export interface Race {
  readonly caseId: number
  readonly field: string
}

/**
 * Longer than this, and timers that were to be far apart come together: half of the shortest time
 * between what a program and a server do.
 */
const longestLag = 30

/** The cases during which the program, or the server, stood still. */
export function findStalled(plays: readonly Play[]): ReadonlySet<number> {
  const stalled = new Set<number>()
  for (const { results, seen } of plays) {
    results.forEach(({ lag }, id) => {
      if (lag > longestLag) stalled.add(id)
    })
    for (const { caseId, lag } of seen) if (lag > longestLag) stalled.add(caseId)
  }
  return stalled
}

export function fieldsOfAll({ results, seen }: Play): readonly Fields[] {
  const requests = byCase(seen, ({ caseId }) => caseId)
  return results.map((result, id) => fieldsOf(result, requests.get(id) ?? []))
}

/**
 * What differs from all plays without the agent.
 *
 * @param isRacy given what a field was in these plays: whether it is a matter of luck
 */
export function findDifferences(
  bare: readonly (readonly Fields[])[],
  traced: readonly Fields[],
  isRacy: (values: readonly string[]) => boolean
): readonly Difference[] {
  return traced.flatMap((fields, caseId) => {
    const plays = bare.map(play => play[caseId] ?? new Map())
    return namesIn([...plays, fields]).flatMap(field => {
      const values = plays.map(play => play.get(field) ?? '')
      const value = fields.get(field) ?? ''
      if (isRacy(values) || values.includes(value)) return []
      return [{ caseId, field, bare: values, traced: value }]
    })
  })
}

/** Of few plays. */
export function isVarying(values: readonly string[]): boolean {
  return new Set(values).size > 1
}

/**
 * Of many: where one play without the agent after the other was like none before, as orders of many
 * events are on a busy machine, one more such says nothing of the agent.
 */
export function isUnpredictable(values: readonly string[]): boolean {
  const isAlone = (value: string) => values.filter(other => other === value).length === 1
  return values.filter(isAlone).length > 1
}

export function findRaces(bare: readonly (readonly Fields[])[]): readonly Race[] {
  const [first = []] = bare
  return first.flatMap((_, caseId) => {
    const plays = bare.map(play => play[caseId] ?? new Map<string, string>())
    const isRacy = (field: string) => isVarying(plays.map(play => play.get(field) ?? ''))
    return namesIn(plays)
      .filter(isRacy)
      .map(field => ({ caseId, field }))
  })
}

function namesIn(plays: readonly Fields[]): readonly string[] {
  return [...new Set(plays.flatMap(fields => [...fields.keys()]))]
}
