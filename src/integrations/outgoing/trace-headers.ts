import { findOtherAgents } from '../../hooks/other-agents.js'
import type { Span } from '../../trace/span.js'
import { parseTraceparent } from '../../trace/trace-context.js'
import { isNamed } from '../header-name.js'

/** Headers as a flat list of names and values, or as a list of pairs; core takes both. */
type HeaderList = readonly unknown[]

/** What a program's own traceparent asks of us. */
export type OwnTraceparent = 'keep' | 'replace'

/**
 * The program has put a traceparent on the request itself. One of another trace stays, and the span
 * joins that trace; one of the span's own trace is replaced, so that the callee becomes the span's
 * child, but for that of another agent, whose child the span becomes; one that cannot be read is
 * none of our business (H08-11, K01).
 */
export function settleOwnTraceparent(span: Span, own: unknown): OwnTraceparent {
  const parsed = typeof own === 'string' ? parseTraceparent(own) : undefined
  if (parsed === undefined) return 'keep'
  if (parsed.traceId === span.traceId && !isOfOtherAgent(span, parsed.spanId)) return 'replace'
  span.joinTrace(parsed)
  return 'keep'
}

/** Both agents go on with the trace that a request has brought; theirs is the header that stays (K01). */
function isOfOtherAgent({ parentId, entrySpan }: Span, spanId: string): boolean {
  const ours = [parentId, entrySpan?.spanId, entrySpan?.parentId]
  if (ours.includes(spanId)) return false
  isBesideOthers ??= findOtherAgents().length > 0
  return isBesideOthers
}

/** Looked for once: it takes as long as a hundred calls. */
let isBesideOthers: boolean | undefined

/** The header lines for a request that has none of its own, ready for the wire. */
export function formatTraceHeaderLines(span: Span, hasOwnTraceState: boolean): string {
  const line = `traceparent: ${span.traceparent}\r\n`
  if (span.traceState === '' || hasOwnTraceState) return line
  return `${line}tracestate: ${span.traceState}\r\n`
}

/**
 * A copy of the program's list with the trace headers at its end; the list itself when nothing is
 * to be changed. Order and duplicates stay.
 */
export function withTraceHeaders(span: Span, list: HeaderList): HeaderList {
  // Core refuses a name without a value, and shows the list in its error.
  if (!isPairs(list) && list.length % 2 !== 0) return list
  const own = findHeader(list, 'traceparent')
  if (own !== undefined) {
    if (settleOwnTraceparent(span, own) === 'keep') return list
    return replaceHeader(list, 'traceparent', span.traceparent)
  }
  const added = append(list, 'traceparent', span.traceparent)
  if (span.traceState === '' || findHeader(list, 'tracestate') !== undefined) return added
  return append(added, 'tracestate', span.traceState)
}

/** @param name in lower case */
export function findHeader(list: HeaderList, name: string): unknown {
  if (isPairs(list)) return list.find(([key]) => isNamed(key, name))?.[1]
  for (let i = 0; i < list.length; i += 2) if (isNamed(list[i], name)) return list[i + 1]
  return undefined
}

/** Every value of a name that may come several times. @param name in lower case */
export function findHeaders(list: HeaderList, name: string): readonly string[] | undefined {
  const flat = isPairs(list) ? list.flat() : list
  const values = flat.filter((_, i) => i % 2 === 1 && isNamed(flat[i - 1], name))
  return values.length === 0 ? undefined : values.flat().map(String)
}

function replaceHeader(list: HeaderList, name: string, value: string): HeaderList {
  if (isPairs(list)) return list.map(pair => (isNamed(pair[0], name) ? [pair[0], value] : pair))
  return list.map((item, i) => (i % 2 === 1 && isNamed(list[i - 1], name) ? value : item))
}

function append(list: HeaderList, name: string, value: string): HeaderList {
  return isPairs(list) ? [...list, [name, value]] : [...list, name, value]
}

function isPairs(list: HeaderList): list is readonly (readonly unknown[])[] {
  return list.length > 0 && Array.isArray(list[0])
}
