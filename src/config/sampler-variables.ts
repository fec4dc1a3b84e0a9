// OpenTelemetry's two: what the argument means, the sampler says. Without a sampler we take a ratio.
const samplerName = 'OTEL_TRACES_SAMPLER'
const argumentName = 'OTEL_TRACES_SAMPLER_ARG'
const byRatio = /^((parentbased_)?traceidratio|microsoft\.fixed_percentage|)$/i
const alwaysOn = /^(parentbased_)?always_on$/i

type Environment = Readonly<Record<string, string | undefined>>

/** What a variable says; of these two, what it says of the sampling rate. */
export function readVariable(environment: Environment, name: string): string | undefined {
  if (name === samplerName) return alwaysOn.test(readSampler(environment)) ? '1' : undefined
  const isOther = name === argumentName && !byRatio.test(readSampler(environment))
  return isOther ? undefined : environment[name]
}

/**
 * An argument that is meant for a sampler of another kind, where it would have counted.
 *
 * @param source of the sampling rate that counts
 */
export function describeIgnoredArgument(
  environment: Environment,
  source: string
): string | undefined {
  const [sampler, argument] = [readSampler(environment), environment[argumentName]?.trim()]
  if (!argument || byRatio.test(sampler) || alwaysOn.test(sampler)) return undefined
  if (source === 'code' || source === 'OUTSPAN_SAMPLING_RATE') return undefined
  return `${argumentName} is ignored: ${samplerName} is ${sampler}, which has no ratio`
}

function readSampler(environment: Environment): string {
  return environment[samplerName]?.trim() ?? ''
}
