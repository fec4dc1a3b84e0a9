import { Agent, ClientRequest, IncomingMessage } from 'node:http'
import { guarded } from '../../hooks/guard.js'
import { patch } from '../../hooks/patch.js'
import { type Restore, restoreAll } from '../../hooks/restore.js'
import { captureHeaders } from '../captured-headers.js'
import type { Integration, IntegrationContext } from '../integration.js'
import { type ClientSide, createEventReader } from './http-client-events.js'
import type { HttpClientSpan } from './http-client-span.js'
import { HttpRequestSpans } from './http-request-spans.js'
import { findHeaders, formatTraceHeaderLines, withTraceHeaders } from './trace-headers.js'

/**
 * `node:http` and `node:https`, hooked below `request` and `get`, where every request passes
 * however the program came by the function: required early or late, imported by name, or as
 * `new ClientRequest`. The module's own functions stay core's: nothing has to be refreshed for
 * ES modules, and other tools may replace and restore them as they like.
 *
 * | function | tells |
 * |---|---|
 * | `Agent.addRequest` | a request begins, with the options as core has parsed them |
 * | `ClientRequest._storeHeader` | its head is put together: the last moment for a header |
 * | `ClientRequest.emit` | response, upgrade, error, close, with no listener to be seen |
 * | `ClientRequest.destroy` | the program gives up |
 * | `IncomingMessage.push` | the last byte of the body has arrived, read or not |
 *
 * Core calls them in this order in Node 20, 22, 24 and 26.
 */
export const httpClient: Integration = {
  enable(context) {
    const spans = new HttpRequestSpans(context)
    const restores: Restore[] = [() => spans.stop()]
    try {
      restores.push(layAddRequest(spans))
      restores.push(layStoreHeader(spans, context))
      restores.push(layEmit(spans, context))
      restores.push(layDestroy(spans))
      restores.push(layPush(spans))
    } catch (error) {
      restoreAll(restores)()
      throw error
    }
    return restoreAll(restores)
  }
}

function layAddRequest(spans: HttpRequestSpans): Restore {
  const begin = guarded('http addRequest', (request: ClientRequest, options: unknown) =>
    spans.begin(request, options)
  )
  return patch(Agent.prototype, 'addRequest', original => {
    return function addRequest(...args) {
      begin(args[0], args[1])
      try {
        return Reflect.apply(original, this, args)
      } catch (error) {
        spans.discard(args[0])
        throw error
      }
    }
  })
}

function layStoreHeader(spans: HttpRequestSpans, context: IntegrationContext): Restore {
  const atHead = guarded('http head', (request: ClientRequest, headers: unknown) =>
    spans.atHead(request, headers)
  )
  const { request: names } = context.capturedHeaders
  const add = guarded(
    'http trace headers',
    (span: HttpClientSpan, request: ClientRequest, headers: unknown) => {
      if (names.length > 0) captureRequestHeaders(span, names, request, headers)
      return span.peer.isHeaderless ? undefined : addTraceHeaders(span, request, headers)
    }
  )
  return patch(ClientRequest.prototype, '_storeHeader', original => {
    return function _storeHeader(firstLine, headers) {
      const hasBegun = spans.get(this) !== undefined
      const span = atHead(this, headers)
      if (!span) return original.call(this, firstLine, headers)
      if (typeof this.path !== 'string') span.setPath(String(firstLine).split(' ')[1] ?? '')
      const added = add(span, this, headers)
      try {
        // Right behind the request line, a header needs neither a copy of the program's headers
        // nor a place among them, where `getHeaders()` would show it.
        if (typeof added === 'string') return original.call(this, firstLine + added, headers)
        return original.call(this, firstLine, added ?? headers)
      } catch (error) {
        if (!hasBegun) spans.discard(this)
        throw error
      }
    }
  })
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

/** Lines for the wire or, where the program's list of headers has to be read, another list. */
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

function layEmit(spans: HttpRequestSpans, context: IntegrationContext): Restore {
  const observe = guarded('http event', createEventReader(context))
  return patch(ClientRequest.prototype, 'emit', original => {
    return function emit(...args) {
      const span = spans.get(this)
      if (span && !span.ended) observe(span, this, args[0], args[1])
      return Reflect.apply(original, this, args)
    }
  })
}

function layDestroy(spans: HttpRequestSpans): Restore {
  const giveUp = guarded('http destroy', onDestroy)
  return patch(ClientRequest.prototype, 'destroy', original => {
    return function destroy(...args) {
      const span = spans.get(this)
      if (span && !span.ended && !this.destroyed) giveUp(span, this, args[0])
      return Reflect.apply(original, this, args)
    }
  })
}

function onDestroy(span: HttpClientSpan, request: ClientRequest, reason: unknown): void {
  // A program that listens on the socket itself, as axios does, passes on what the socket died of.
  const isOfSocket = reason != null && request.socket?.errored === reason
  if (isOfSocket) span.fail(reason)
  else span.cancel(reason)
}

function layPush(spans: HttpRequestSpans): Restore {
  const complete = guarded('http end of body', (response: IncomingMessage & ClientSide) => {
    const { req: request } = response
    const span = request && response.complete ? spans.get(request) : undefined
    if (!span || span.ended) return
    span.respondIfUnheard(response.statusCode ?? 0)
    span.complete()
  })
  return patch(IncomingMessage.prototype, 'push', original => {
    return function push(...args) {
      if (args[0] === null) complete(this)
      return Reflect.apply(original, this, args)
    }
  })
}
