import { readSamplingRate, withoutThreshold } from './sampling-threshold.js'

/** What travels between services, and what a child needs of its parent. */
export interface SpanContext {
  /** 32 lower-case hex digits. */
  readonly traceId: string
  /** 16 lower-case hex digits. */
  readonly spanId: string
  readonly sampled: boolean
  /** Probability with which the trace was kept; undefined where the parent did not say. */
  readonly samplingRate: number | undefined
  /** The tracestate header, valid and normalised; empty when there is none. */
  readonly traceState: string
  readonly isRemote: boolean
  /** Whoever began the trace says that its id is random; handed on (Level 2, Random Trace ID Flag). */
  readonly hasRandomTraceId?: boolean
}

export interface Traceparent {
  readonly traceId: string
  readonly spanId: string
  readonly sampled: boolean
  readonly hasRandomTraceId: boolean
}

// W3C Trace Context Level 1, §3.2: lower case only; what follows the flags is for later versions.
const traceparentPattern = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/
const zeroTraceId = '0'.repeat(32)
const zeroSpanId = '0'.repeat(16)

/** Reads a traceparent header; undefined when it must be ignored (§3.2.2, §4.3). */
export function parseTraceparent(header: string): Traceparent | undefined {
  const match = traceparentPattern.exec(trimBlanks(header))
  if (match === null) return undefined
  const [, version, traceId = '', spanId = '', flags = '', rest] = match
  if (version === 'ff') return undefined
  // Later versions may append fields, version 00 may not (§3.2.2.3, Versioning of traceparent).
  if (version === '00' && rest !== undefined) return undefined
  if (traceId === zeroTraceId || spanId === zeroSpanId) return undefined
  const bits = Number.parseInt(flags, 16)
  return { traceId, spanId, sampled: (bits & 1) === 1, hasRandomTraceId: (bits & 2) === 2 }
}

/** Always version 00; flags that we do not know are not ours to set (§3.2.2.5). */
export function formatTraceparent(context: Traceparent): string {
  const flags = (context.sampled ? 1 : 0) + (context.hasRandomTraceId ? 2 : 0)
  return `00-${context.traceId}-${context.spanId}-0${flags}`
}

/** One `key=value` of a tracestate header. */
export interface TraceStateMember {
  readonly key: string
  readonly value: string
}

// §3.3.1.3.1 and .2 of Level 2, where a key may begin with a digit, and the at sign of Level 1's
// `tenant@system` may stand anywhere but at the start; printable ASCII without comma and equals sign
// that does not end in a blank.
const keyPattern = /^[a-z\d][a-z\d_\-*/@]{0,255}$/
const valuePattern = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/
const maxMembers = 32

/**
 * Reads tracestate, which may have come as several headers (§3.3.1.1).
 * Undefined when any member is invalid, or there are more than 32: the whole header is to be
 * discarded then, the traceparent kept (§4.3). Of a key that stands twice the first member is kept,
 * which is the newest.
 */
export function parseTraceState(
  header: string | readonly string[]
): readonly TraceStateMember[] | undefined {
  const members: TraceStateMember[] = []
  const keys = new Set<string>()
  let count = 0
  const text = typeof header === 'string' ? header : header.join(',')
  for (const part of text.split(',')) {
    const member = trimBlanks(part)
    if (member === '') continue // Empty members are allowed (§3.3.1.1).
    const separator = member.indexOf('=')
    const key = member.slice(0, separator)
    const value = member.slice(separator + 1)
    if (separator === -1 || !keyPattern.test(key) || !valuePattern.test(value)) return undefined
    if (++count > maxMembers) return undefined
    if (!keys.has(key)) members.push({ key, value })
    keys.add(key)
  }
  return members
}

/** The header's text, members in their order, the newest first. */
export function formatTraceState(members: readonly TraceStateMember[]): string {
  return members.map(({ key, value }) => `${key}=${value}`).join(',')
}

/**
 * The context that a pair of headers carries. A malformed traceparent voids tracestate too (§4.3);
 * a malformed tracestate only itself.
 */
export function readTraceContext(
  traceparent: string | undefined,
  tracestate: string | readonly string[] | undefined
): SpanContext | undefined {
  const parent = traceparent === undefined ? undefined : parseTraceparent(traceparent)
  if (parent === undefined) return undefined
  const members = (tracestate === undefined ? undefined : parseTraceState(tracestate)) ?? []
  const samplingRate = readSamplingRate(parent, members)
  const { traceId, spanId, sampled, hasRandomTraceId } = parent
  // Where the rate is not known, the trace is decided anew, and a threshold would not be true.
  const kept = samplingRate === undefined ? withoutThreshold(members) : members
  return {
    traceId,
    spanId,
    sampled,
    samplingRate,
    traceState: formatTraceState(kept),
    isRemote: true,
    hasRandomTraceId
  }
}

/**
 * Optional white space is blanks and tabs only (RFC 9110 §5.6.3); `trim()` takes more. A regular
 * expression would take quadratic time on a header of 16 KB of blanks.
 */
function trimBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9
}
