import type { ClientRequest, IncomingMessage } from 'node:http'
import { captureHeaders } from '../captured-headers.js'
import type { IntegrationContext } from '../integration.js'
import { type ClientSide, createEventReader, type EventReader } from './http-client-events.js'
import type { HttpClientSpan } from './http-client-span.js'
import { HttpRequestSpans } from './http-request-spans.js'
import { findHeaders, formatTraceHeaderLines, withTraceHeaders } from './trace-headers.js'

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

  stop(): void {
    this.spans.stop()
  }

  /** Lines for the wire or, where the program's list of headers has to be read, another list. */
  addHeaders(
    span: HttpClientSpan,
    request: ClientRequest,
    headers: unknown
  ): string | readonly unknown[] | undefined {
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
): string | readonly unknown[] | undefined {
  if (Array.isArray(headers)) return withTraceHeaders(span, headers)
  if (request.getHeader('traceparent') === undefined) {
    return formatTraceHeaderLines(span, request.getHeader('tracestate') !== undefined)
  }
  const pairs = request.getRawHeaderNames().map(name => [name, request.getHeader(name)])
  const settled = withTraceHeaders(span, pairs)
  return settled === pairs ? undefined : settled
}
