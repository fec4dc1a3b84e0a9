import type { Traceparent, TraceStateMember } from './trace-context.js'

/** The key of OpenTelemetry's member: `ot=th:c;rv:6e6d1a75832a2f`. */
const openTelemetryKey = 'ot'
const thresholdPattern = /^[\da-f]{1,14}$/
const randomnessPattern = /^[\da-f]{14}$/
const scale = 2n ** 56n
/** One header must not make an item stand for any number of calls. */
const leastRate = 1e-6

/**
 * The probability with which the sender kept the trace, 0 when it did not; undefined where it does
 * not say. With the threshold T a trace is kept when its randomness, 56 bits, is T or more
 * (OpenTelemetry, TraceState: Probability Sampling).
 */
export function readSamplingRate(
  parent: Traceparent,
  members: readonly TraceStateMember[]
): number | undefined {
  const state = members.find(({ key }) => key === openTelemetryKey)?.value
  if (state === undefined) return undefined
  // A sender of that kind that does not keep a trace takes the threshold away.
  if (!parent.sampled) return 0
  const threshold = partOf(state, 'th', thresholdPattern)?.padEnd(14, '0')
  if (threshold === undefined) return undefined
  const randomness = partOf(state, 'rv', randomnessPattern) ?? parent.traceId.slice(-14)
  // Kept, and yet below: somebody between has decided otherwise, and the rate is not known.
  if (randomness < threshold) return undefined
  const rate = Number(scale - BigInt(`0x${threshold}`)) / Number(scale)
  return rate < leastRate ? undefined : rate
}

/** The members without a threshold that does not hold: whoever comes next would believe it. */
export function withoutThreshold(
  members: readonly TraceStateMember[]
): readonly TraceStateMember[] {
  return members.flatMap(member => {
    if (member.key !== openTelemetryKey) return [member]
    const parts = member.value.split(';').filter(part => !part.startsWith('th:'))
    return parts.length === 0 ? [] : [{ key: member.key, value: parts.join(';') }]
  })
}

function partOf(state: string, name: string, pattern: RegExp): string | undefined {
  const part = state.split(';').find(text => text.startsWith(`${name}:`))
  const value = part?.slice(name.length + 1)
  return value !== undefined && pattern.test(value) ? value : undefined
}
