import { options } from '../../config/options.js'
import { describeIgnoredArgument, readVariable } from '../../config/sampler-variables.js'
import { type Finding, ok, problem } from '../finding.js'
import type { Subject } from '../subject.js'

/** The share of traces that is kept; 0 keeps nothing, and two variables may disagree. */
export function checkSampling({ config, environment }: Subject): readonly Finding[] {
  const { samplingRate } = config.settings
  const source = config.sources.samplingRate
  const findings = [
    samplingRate === 0
      ? problem('sampling-zero', 'the sampling rate is 0: nothing is kept', source)
      : ok(`the sampling rate is ${samplingRate}`, source)
  ]
  const ignored = describeIgnoredArgument(environment, source)
  if (ignored !== undefined) findings.push(problem('sampling-ignored', ignored))
  return [...findings, ...findDisagreement(environment)]
}

function findDisagreement(environment: NodeJS.ProcessEnv): readonly Finding[] {
  const rateOf = (name: string) => readVariable(environment, name)?.trim()
  const [first, second] = options.samplingRate.variables.filter(rateOf)
  if (first === undefined || second === undefined) return []
  if (Number(rateOf(first)) === Number(rateOf(second))) return []
  const [one, other] = [first, second].map(name => `${name} is ${environment[name]?.trim()}`)
  return [problem('sampling-disagrees', `${one}, ${other}`)]
}
