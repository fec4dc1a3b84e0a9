import { type Finding, ok, problem } from '../finding.js'
import type { Subject } from '../subject.js'

const own = 'OUTSPAN_SAMPLING_RATE'
const general = 'OTEL_TRACES_SAMPLER_ARG'

/** The share of traces that is kept; 0 keeps nothing, and two variables may disagree. */
export function checkSampling({ config, environment }: Subject): readonly Finding[] {
  const { samplingRate } = config.settings
  const source = config.sources.samplingRate
  const findings = [
    samplingRate === 0
      ? problem('sampling-zero', 'the sampling rate is 0: nothing is kept', source)
      : ok(`the sampling rate is ${samplingRate}`, source)
  ]
  const [first, second] = [environment[own]?.trim(), environment[general]?.trim()]
  if (first && second && Number(first) !== Number(second)) {
    findings.push(problem('sampling-disagrees', `${own} is ${first}, ${general} is ${second}`))
  }
  return findings
}
