import type { Case } from './case.js'
import type { Fault, Verdict } from './verdict.js'

/** Counts of many rounds. */
export class Tally {
  cases = 0
  requests = 0
  spans = 0
  racyCases = 0
  racyFields = 0
  stalled = 0
  unsettled = 0
  faults = 0

  add(cases: number, verdict: Verdict): void {
    this.cases += cases
    this.requests += verdict.requests
    this.spans += verdict.spans
    this.racyCases += new Set(verdict.races.map(({ caseId }) => caseId)).size
    this.racyFields += verdict.races.length
    this.stalled += verdict.unsettled.filter(({ stalled }) => stalled).length
    this.unsettled += verdict.unsettled.length
    this.faults += verdict.faults.length
  }

  get text(): string {
    return [
      `${this.cases} cases, ${this.requests} requests, ${this.spans} spans`,
      `${this.racyFields} fields of ${this.racyCases} cases not compared: they differ without the agent`,
      `${this.unsettled} cases differed once and not again (${this.stalled} while a process stood still)`,
      `${this.faults} faults`
    ].join('; ')
  }
}

/** All that is needed to see a fault again. */
export function describeFault({ one, differences, untruths }: Fault): string {
  return [
    `case ${one.id}: ${one.client}`,
    ...differences.map(({ field, bare, traced }) => {
      return `  ${field}\n    without ${cut(bare[0] ?? '')}\n    with    ${cut(traced)}`
    }),
    ...untruths.map(({ problem }) => `  ${problem}`),
    `  replay: ${describeReplay(one)}`
  ].join('\n')
}

/** In one line. */
export function describeBriefly({ one, differences, untruths, stalled }: Fault): string {
  const what = [...differences.map(({ field }) => field), ...untruths.map(({ problem }) => problem)]
  return `case ${one.id}, ${one.client}${stalled ? ' (stalled)' : ''}: ${what.join(', ')}`
}

/** A command that plays this one case again. */
export function describeReplay(one: Case): string {
  const json = JSON.stringify([one]).replaceAll("'", "'\\''")
  return `node build/test/random/soak.js --replay '${json}'`
}

function cut(text: string): string {
  return text.length > 1500 ? `${text.slice(0, 1500)}…` : text
}
