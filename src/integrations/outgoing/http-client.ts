import { Agent, ClientRequest, IncomingMessage } from 'node:http'
import { guarded } from '../../hooks/guard.js'
import { patch } from '../../hooks/patch.js'
import { type Restore, restoreAll } from '../../hooks/restore.js'
import type { Integration, IntegrationContext } from '../integration.js'
import { LatePart } from '../late-part.js'
import type { HttpCalls } from './http-calls.js'
import type { HttpClientSpan } from './http-client-span.js'

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
    const calls = new LatePart(() => loadCalls(context))
    const restores: Restore[] = [() => calls.stop()]
    try {
      restores.push(layAddRequest(calls))
      restores.push(layStoreHeader(calls))
      restores.push(layEmit(calls))
      restores.push(layDestroy(calls))
      restores.push(layPush(calls))
    } catch (error) {
      restoreAll(restores)()
      throw error
    }
    return restoreAll(restores)
  }
}

type Calls = LatePart<HttpCalls>

function loadCalls(context: IntegrationContext): HttpCalls {
  const { HttpCalls } = require('./http-calls.js') as typeof import('./http-calls.js')
  return new HttpCalls(context)
}

/** Undefined also before the first request. */
function spanOf(calls: Calls, request: ClientRequest): HttpClientSpan | null | undefined {
  return calls.get()?.spans.get(request)
}

function layAddRequest(calls: Calls): Restore {
  const begin = guarded('http addRequest', (request: ClientRequest, options: unknown) =>
    calls.getForCall()?.spans.begin(request, options)
  )
  return patch(Agent.prototype, 'addRequest', original => {
    return function addRequest(...args) {
      begin(args[0], args[1])
      try {
        return Reflect.apply(original, this, args)
      } catch (error) {
        calls.get()?.spans.discard(args[0])
        throw error
      }
    }
  })
}

function layStoreHeader(calls: Calls): Restore {
  const atHead = guarded('http head', (request: ClientRequest, headers: unknown) =>
    calls.getForCall()?.spans.atHead(request, headers)
  )
  const addHeaders = guarded(
    'http trace headers',
    (span: HttpClientSpan, request: ClientRequest, headers: unknown) =>
      calls.get()?.addHeaders(span, request, headers)
  )
  return patch(ClientRequest.prototype, '_storeHeader', original => {
    return function _storeHeader(firstLine, headers) {
      const hasBegun = spanOf(calls, this) !== undefined
      const span = atHead(this, headers)
      if (!span) return original.call(this, firstLine, headers)
      if (typeof this.path !== 'string') span.setPath(String(firstLine).split(' ')[1] ?? '')
      const added = addHeaders(span, this, headers)
      try {
        // Right behind the request line, a header needs neither a copy of the program's headers
        // nor a place among them, where `getHeaders()` would show it.
        if (typeof added === 'string') return original.call(this, firstLine + added, headers)
        return original.call(this, firstLine, typeof added === 'object' ? added : headers)
      } catch (error) {
        if (!hasBegun) calls.get()?.spans.discard(this)
        throw error
      } finally {
        if (typeof added === 'function') added()
      }
    }
  })
}

function layEmit(calls: Calls): Restore {
  const observe = guarded(
    'http event',
    (span: HttpClientSpan, request: ClientRequest, event: unknown, subject: unknown) =>
      calls.get()?.onEvent(span, request, event, subject)
  )
  return patch(ClientRequest.prototype, 'emit', original => {
    return function emit(...args) {
      const span = spanOf(calls, this)
      if (span && !span.ended) observe(span, this, args[0], args[1])
      return Reflect.apply(original, this, args)
    }
  })
}

function layDestroy(calls: Calls): Restore {
  const giveUp = guarded(
    'http destroy',
    (span: HttpClientSpan, request: ClientRequest, reason: unknown) =>
      calls.get()?.onDestroy(span, request, reason)
  )
  return patch(ClientRequest.prototype, 'destroy', original => {
    return function destroy(...args) {
      const span = spanOf(calls, this)
      if (span && !span.ended && !this.destroyed) giveUp(span, this, args[0])
      return Reflect.apply(original, this, args)
    }
  })
}

function layPush(calls: Calls): Restore {
  const complete = guarded('http end of body', (response: IncomingMessage) =>
    calls.get()?.onEndOfBody(response)
  )
  return patch(IncomingMessage.prototype, 'push', original => {
    return function push(...args) {
      if (args[0] === null) complete(this)
      return Reflect.apply(original, this, args)
    }
  })
}
