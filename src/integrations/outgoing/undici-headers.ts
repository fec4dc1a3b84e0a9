import type { Span } from '../../trace/span.js'
import { isNamed } from '../header-name.js'
import { findHeader, findHeaders, settleOwnTraceparent } from './trace-headers.js'

/** The headers of an undici request, in the forms of its versions. */
export interface UndiciHeaders {
  /** A flat list of names and values; up to 6.0 the text for the wire. */
  headers: string | unknown[]
  /** Kept apart from the others when the program sets it. */
  readonly host?: string | null
  /** Missing in 6.11.0. */
  addHeader?(name: string, value: string): unknown
}

/** Adds what the program has not set itself; `addHeader` would send both (U23). */
export function addTraceHeaders(span: Span, request: UndiciHeaders): void {
  const own = find(request.headers, 'traceparent')
  if (own !== undefined) {
    if (settleOwnTraceparent(span, own) === 'replace') replaceTraceparent(span, request)
    return
  }
  add(request, 'traceparent', span.traceparent)
  if (span.traceState === '') return
  if (find(request.headers, 'tracestate') !== undefined) return
  add(request, 'tracestate', span.traceState)
}

/**
 * Another agent adds its traceparent after ours: one of another trace takes our place, and the span
 * joins that trace; one of ours is not needed (K01).
 *
 * @returns whether theirs is still to be added
 */
export function makeRoomForTraceparent(
  span: Span,
  request: UndiciHeaders,
  theirs: unknown
): boolean {
  if (settleOwnTraceparent(span, theirs) === 'replace') return false
  removeTraceparent(request)
  return true
}

/** @param name in lower case */
export function readHeaders(request: UndiciHeaders, name: string): readonly string[] | undefined {
  const { headers, host } = request
  if (name === 'host' && typeof host === 'string') return [host]
  if (typeof headers !== 'string') return findHeaders(headers, name)
  const values = [...headers.matchAll(new RegExp(lineOf(name), 'gim'))].map(
    ([, , value = '']) => value
  )
  return values.length === 0 ? undefined : values
}

/** Names and values in turn, as bytes; of HTTP/2, in undici 5 and 8, the object of `node:http2`. */
export type UndiciResponseHeaders = readonly Buffer[] | Readonly<ParsedHeaders>

type ParsedHeaders = Record<string, string | string[]>

/** A copy; a name that came several times has a list. */
export function parseResponseHeaders(raw: UndiciResponseHeaders): ParsedHeaders {
  const headers: ParsedHeaders = Object.create(null)
  if (!isList(raw)) return Object.assign(headers, raw)
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = String(raw[i]).toLowerCase()
    const value = String(raw[i + 1])
    const before = headers[name]
    headers[name] = before === undefined ? value : [before, value].flat()
  }
  return headers
}

function isList(raw: UndiciResponseHeaders): raw is readonly Buffer[] {
  return Array.isArray(raw)
}

function add(request: UndiciHeaders, name: string, value: string): void {
  if (request.addHeader) request.addHeader(name, value)
  else if (Array.isArray(request.headers)) request.headers.push(name, value)
  else request.headers += `${name}: ${value}\r\n`
}

function find(headers: string | unknown[], name: string): unknown {
  return typeof headers === 'string' ? lineOf(name).exec(headers)?.[2] : findHeader(headers, name)
}

function replaceTraceparent(span: Span, request: UndiciHeaders): void {
  const { headers } = request
  if (typeof headers === 'string') {
    request.headers = headers.replace(lineOf('traceparent'), `$1${span.traceparent}`)
    return
  }
  const index = headers.findIndex((name, i) => i % 2 === 0 && isNamed(name, 'traceparent'))
  headers[index + 1] = span.traceparent
}

function removeTraceparent(request: UndiciHeaders): void {
  const { headers } = request
  if (typeof headers === 'string') {
    request.headers = headers.replace(/^traceparent:.*\r\n/im, '')
    return
  }
  const index = headers.findIndex((name, i) => i % 2 === 0 && isNamed(name, 'traceparent'))
  if (index !== -1) headers.splice(index, 2)
}

function lineOf(name: string): RegExp {
  return new RegExp(`^(${name}:[\\t ]*)(.*)$`, 'im')
}
