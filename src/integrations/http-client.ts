import { Agent, ClientRequest, IncomingMessage } from 'node:http'
import { guarded } from '../hooks/guard.js'
import { patch } from '../hooks/patch.js'
import { type Restore, restoreAll } from '../hooks/restore.js'
import { errorType, isAbort } from './error-type.js'
import type { HttpClientSpan } from './http-client-span.js'
import { HttpRequestSpans } from './http-request-spans.js'
import type { Integration } from './integration.js'
import { formatTraceHeaderLines, withTraceHeaders } from './trace-headers.js'

/** Core ties a request and its response together; the types do not know. */
interface ClientSide {
  readonly req?: ClientRequest
  readonly res?: IncomingMessage | null
}

const hangUp = { code: 'ECONNRESET', message: 'socket hang up' }

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
      for (const lay of [layAddRequest, layStoreHeader, layEmit, layDestroy, layPush]) {
        restores.push(lay(spans))
      }
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

function layStoreHeader(spans: HttpRequestSpans): Restore {
  const atHead = guarded('http head', (request: ClientRequest) => spans.atHead(request))
  const add = guarded('http trace headers', addTraceHeaders)
  return patch(ClientRequest.prototype, '_storeHeader', original => {
    return function _storeHeader(firstLine, headers) {
      const hasBegun = spans.get(this) !== undefined
      const span = atHead(this)
      if (!span) return original.call(this, firstLine, headers)
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

function layEmit(spans: HttpRequestSpans): Restore {
  const observe = guarded('http event', onEvent)
  return patch(ClientRequest.prototype, 'emit', original => {
    return function emit(...args) {
      const span = spans.get(this)
      if (span && !span.ended) observe(span, this, args[0], args[1])
      return Reflect.apply(original, this, args)
    }
  })
}

function onEvent(
  span: HttpClientSpan,
  request: ClientRequest,
  event: unknown,
  subject: unknown
): void {
  switch (event) {
    case 'response':
      return span.respond((subject as IncomingMessage).statusCode ?? 0)
    case 'upgrade':
    case 'connect':
      // From here on the socket is the program's, and what goes over it is not HTTP.
      span.respond((subject as IncomingMessage).statusCode ?? 0)
      return span.complete()
    case 'timeout':
      return span.noteTimeout()
    case 'error':
      return onError(span, request, subject)
    case 'close':
      return onClose(span, (request as ClientRequest & ClientSide).res)
  }
}

function onError(span: HttpClientSpan, request: ClientRequest, error: unknown): void {
  // The network's errors come before core marks the request as destroyed. A hang-up after that is
  // the end of a socket that the program, or its agent, has destroyed itself.
  const isOwnDoing = request.destroyed && request.socket?.destroyed
  if (isOwnDoing && errorType(error) === 'ECONNRESET') return span.cancel(undefined)
  // A response that the program has destroyed with an error takes the request with it.
  const { res } = request as ClientRequest & ClientSide
  if (isAbort(error) || (res?.destroyed && res.errored === error)) return span.cancel(error)
  span.fail(error)
}

/** Only reached when the response has not arrived whole. */
function onClose(span: HttpClientSpan, response: IncomingMessage | null | undefined): void {
  if (!response) return span.fail(hangUp)
  // An upgrade that nobody listens for was never announced.
  span.respond(response.statusCode ?? 0)
  if (response.complete) return span.complete()
  // Core destroys the response with this error when the socket closes under it; when the program
  // has destroyed the response before, its own reason stands there, or none.
  const reason = response.errored
  if (reason && errorType(reason) === 'ECONNRESET') return span.fail(reason)
  span.cancel(reason)
}

function layDestroy(spans: HttpRequestSpans): Restore {
  const cancel = guarded('http destroy', (span: HttpClientSpan, reason: unknown) =>
    span.cancel(reason)
  )
  return patch(ClientRequest.prototype, 'destroy', original => {
    return function destroy(...args) {
      const span = spans.get(this)
      if (span && !span.ended && !this.destroyed) cancel(span, args[0])
      return Reflect.apply(original, this, args)
    }
  })
}

function layPush(spans: HttpRequestSpans): Restore {
  const complete = guarded('http end of body', (response: IncomingMessage & ClientSide) => {
    const { req: request } = response
    if (request && response.complete) spans.get(request)?.complete()
  })
  return patch(IncomingMessage.prototype, 'push', original => {
    return function push(...args) {
      if (args[0] === null) complete(this)
      return Reflect.apply(original, this, args)
    }
  })
}
