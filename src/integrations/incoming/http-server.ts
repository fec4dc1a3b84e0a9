import { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http'
import { Server } from 'node:net'
import { listen } from '../../hooks/channel.js'
import { guarded } from '../../hooks/guard.js'
import { patch } from '../../hooks/patch.js'
import { type Restore, restoreAll } from '../../hooks/restore.js'
import { currentSpan, runWithSpan } from '../../trace/execution-context.js'
import type { Integration, IntegrationContext } from '../integration.js'
import { LatePart } from '../late-part.js'
import { activityOf, type Fate, fateOf } from './fate.js'
import { onClientError, onRequestEvent, onResponseEvent } from './http-server-events.js'
import type { HttpServerSpan } from './http-server-span.js'
import type { ServerCalls } from './server-calls.js'

/**
 * Incoming requests of `node:http`, `node:https` and HTTP/2's compatibility servers, whenever and
 * however they were made: hooked at what all of them inherit, so that nothing has to be loaded, and
 * the functions of the modules and of the servers stay core's.
 *
 * | hook | for |
 * |---|---|
 * | channel `http.server.request.start` | every request of node:http, also those that core answers itself (400, 417, 503) |
 * | `net.Server.emit` | the program's handler runs in the request's context; begins HTTP/2's requests, and those that a program emits itself; tells of `clientError` |
 * | `IncomingMessage.emit`, `ServerResponse.emit` | listeners run there too, finish and close are seen without a listener |
 * | `Socket._writeGeneric`, `Socket._destroy` | how an upgrade or CONNECT was answered; see http-handshake.ts |
 * | `ServerResponse.assignSocket` | a pipelined response that waited leaves the context of the one before |
 *
 * The channel alone would not do: it tells of a request, but cannot run the program in a context,
 * and one that is entered there (`enterWith`) would be found by the next request on the socket.
 */
export const httpServer: Integration = {
  enable(context) {
    const calls = new LatePart(
      () => loadCalls(context),
      ({ handshakes }) => handshakes.restore()
    )
    const http2 = new Http2Messages()
    const restores: Restore[] = [() => calls.stop(), () => http2.restore()]
    try {
      restores.push(watchMessages())
      restores.push(layServerEmit(calls, http2))
      restores.push(listenForStart(calls))
    } catch (error) {
      restoreAll(restores)()
      throw error
    }
    return restoreAll(restores)
  }
}

type Calls = LatePart<ServerCalls>

function loadCalls(context: IntegrationContext): ServerCalls {
  const { ServerCalls } = require('./server-calls.js') as typeof import('./server-calls.js')
  return new ServerCalls(context)
}

const requestEvents: ReadonlySet<unknown> = new Set([
  'request',
  'checkContinue',
  'checkExpectation',
  'connect',
  'upgrade'
])

interface StartMessage {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

function listenForStart(calls: Calls): Restore {
  return listen<StartMessage>('http.server.request.start', ({ request, response }) => {
    calls.getForCall()?.requests.begin(request, response)
  })
}

function layServerEmit(calls: Calls, http2: Http2Messages): Restore {
  const begin = guarded('http-server request', (request: unknown, other: unknown) => {
    if (!isRequest(request)) return undefined
    const isResponse = other instanceof ServerResponse || http2.watch(other)
    const part = calls.getForCall()
    return isResponse
      ? part?.requests.begin(request, other)
      : part?.handshakes.begin(request, other)
  })
  const noteClientError = guarded('http-server client error', onClientError)
  const layers = findEmitters().map(prototype => {
    return patch(prototype, 'emit', original => {
      return function emit(...args) {
        if (args[0] === 'clientError') noteClientError(args[1], args[2])
        const fate = requestEvents.has(args[0]) ? begin(args[1], args[2]) : undefined
        if (fate === undefined) return Reflect.apply(original, this, args)
        return applyFor(fate, original, this, args)
      }
    })
  })
  return restoreAll(layers)
}

/** All servers inherit `emit`, but for classes on which another agent has put its own before us. */
function findEmitters(): readonly object[] {
  // Not in the types of Node.
  const { moduleLoadList } = process as NodeJS.Process & { moduleLoadList?: readonly string[] }
  const isLoaded = moduleLoadList?.includes('NativeModule https')
  const classes = isLoaded ? [HttpServer, require('node:https').Server] : [HttpServer]
  const others = classes
    .map(({ prototype }) => prototype)
    .filter(each => Object.hasOwn(each, 'emit'))
  return [Server.prototype, ...others]
}

/** Servers of other protocols have events of these names too. */
function isRequest(value: unknown): value is IncomingMessage {
  const { method, headers } = Object(value) as Partial<IncomingMessage>
  return typeof method === 'string' && typeof headers === 'object' && headers !== null
}

/** Those who want requests and responses watched; one watch serves them all. */
let watchers = 0
let unwatch: Restore | undefined

/** Requests and responses run their listeners where they belong, and end their spans. */
export function watchMessages(): Restore {
  let isWatching = true
  watchers++
  unwatch ??= restoreAll([
    layMessageEmit(IncomingMessage.prototype, onRequestEvent),
    layMessageEmit(ServerResponse.prototype, onResponseEvent),
    layAssignSocket()
  ])
  return () => {
    if (isWatching) watchers--
    isWatching = false
    if (watchers > 0) return
    unwatch?.()
    unwatch = undefined
  }
}

/** Listeners on a request or response run in its context; its end is noted after them. */
function layMessageEmit<Message extends object>(
  prototype: Message,
  onEvent: (span: HttpServerSpan, message: Message, event: unknown) => void
): Restore {
  const note = guarded('http-server event', onEvent)
  return patch(prototype, 'emit', original => {
    return function emit(...args) {
      const fate = fateOf.get(this)
      if (fate === undefined) return Reflect.apply(original, this, args)
      try {
        return applyFor(fate, original, this, args)
      } finally {
        if (fate && !fate.ended) note(fate, this, args[0])
      }
    }
  })
}

function layAssignSocket(): Restore {
  return patch(ServerResponse.prototype, 'assignSocket', original => {
    return function assignSocket(...args) {
      const fate = fateOf.get(this)
      if (fate === undefined) return Reflect.apply(original, this, args)
      return applyFor(fate, original, this, args)
    }
  })
}

/** Runs the program's code for a request where it belongs; a span that it made for it stays. */
function applyFor(fate: Fate, original: () => unknown, self: object, args: unknown[]): unknown {
  if (fate && currentSpan()?.entrySpan === fate) return Reflect.apply(original, self, args as [])
  return runWithSpan(
    activityOf(fate),
    Reflect.apply<object, [], unknown>,
    original,
    self,
    args as []
  )
}

/** HTTP/2's requests and responses, which nobody loads for our sake: watched from their first on. */
export class Http2Messages {
  #restore: Restore | undefined = undefined

  watch(response: unknown): response is ServerResponse {
    const { stream } = Object(response) as { readonly stream?: unknown }
    if (typeof stream !== 'object' || stream === null) return false
    // Whoever has such a stream has loaded the module.
    const { Http2ServerRequest, Http2ServerResponse } =
      require('node:http2') as typeof import('node:http2')
    if (!(response instanceof Http2ServerResponse)) return false
    this.#restore ??= restoreAll([
      layMessageEmit(Http2ServerRequest.prototype, onRequestEvent),
      layMessageEmit(Http2ServerResponse.prototype, onResponseEvent)
    ])
    return true
  }

  restore(): void {
    this.#restore?.()
    this.#restore = undefined
  }
}
