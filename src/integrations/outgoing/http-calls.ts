import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Restore } from '../../hooks/restore.js'
import { captureHeaders } from '../captured-headers.js'
import type { IntegrationContext } from '../integration.js'
import { type ClientSide, createEventReader, type EventReader } from './http-client-events.js'
import type { HttpClientSpan } from './http-client-span.js'
import { HttpRequestSpans } from './http-request-spans.js'
import {
  findHeaders,
  formatTraceHeaderLines,
  settleOwnTraceparent,
  withTraceHeaders
} from './trace-headers.js'

/**
 * What becomes of a head: lines for the wire, another list in place of the program's, or the undo of
 * a change to core's own headers.
 */
type AddedHeaders = string | readonly unknown[] | Restore | undefined

/** Core's own headers of a request; by name in lower case. */
type HeaderMap = Readonly<Record<string, [name: string, value: unknown]>>

/** What the hooks of http-client.ts do with a request; loaded with the first one. */
export class HttpCalls {
  readonly spans: HttpRequestSpans
  /** What an event of a request means for its span. */
  readonly onEvent: EventReader
  readonly #capturedNames: readonly string[]

  constructor(context: IntegrationContext) {
    this.spans = new HttpRequestSpans(context)
    this.onEvent = createEventReader(context)
    this.#capturedNames = context.capturedHeaders.request
  }

  addHeaders(span: HttpClientSpan, request: ClientRequest, headers: unknown): AddedHeaders {
    const names = this.#capturedNames
    if (names.length > 0) captureRequestHeaders(span, names, request, headers)
    return span.peer.isHeaderless ? undefined : addTraceHeaders(span, request, headers)
  }

  onDestroy(span: HttpClientSpan, request: ClientRequest, reason: unknown): void {
    // A program that listens on the socket itself, as axios does, passes on what the socket died of.
    const isOfSocket = reason != null && request.socket?.errored === reason
    if (isOfSocket) span.fail(reason)
    else span.cancel(reason)
  }

  onEndOfBody(response: IncomingMessage & ClientSide): void {
    const { req: request } = response
    const span = request && response.complete ? this.spans.get(request) : undefined
    if (!span || span.ended) return
    span.respondIfUnheard(response.statusCode ?? 0)
    span.complete()
  }
}

function captureRequestHeaders(
  span: HttpClientSpan,
  names: readonly string[],
  request: ClientRequest,
  headers: unknown
): void {
  captureHeaders(span, 'request', names, name => {
    return Array.isArray(headers) ? findHeaders(headers, name) : request.getHeader(name)
  })
}

function addTraceHeaders(
  span: HttpClientSpan,
  request: ClientRequest,
  headers: unknown
): AddedHeaders {
  if (Array.isArray(headers)) return withTraceHeaders(span, headers)
  const own = request.getHeader('traceparent')
  if (own === undefined) {
    return formatTraceHeaderLines(span, request.getHeader('tracestate') !== undefined)
  }
  if (settleOwnTraceparent(span, own) === 'keep') return undefined
  // What is no list is the map that `getHeader` has just read.
  return replaceTraceparent(headers as HeaderMap, span.traceparent)
}

/**
 * Core takes only its very own map as it is. Any other one it checks again, and refuses what it has
 * accepted, or encoded, before: a Content-Disposition with a Content-Length.
 */
function replaceTraceparent({ traceparent: entry }: HeaderMap, value: string): Restore | undefined {
  if (entry === undefined) return undefined
  const [, own] = entry
  entry[1] = value
  return () => {
    entry[1] = own
  }
}
