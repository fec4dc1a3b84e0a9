import { guarded } from '../../hooks/guard.js'
import { createHiddenField } from '../../hooks/hidden-field.js'
import { patch } from '../../hooks/patch.js'
import type { Restore } from '../../hooks/restore.js'
import { suppressTracing } from '../../trace/execution-context.js'
import { readError } from '../../trace/read-error.js'
import { captureHeaders } from '../captured-headers.js'
import { isAbort, isNetworkCode } from '../error-type.js'
import { isNamed } from '../header-name.js'
import type { IntegrationContext } from '../integration.js'
import { beginSpan } from './begin-span.js'
import type { HttpClientSpan } from './http-client-span.js'
import { Peers } from './peer.js'
import { askHook } from './request-hooks.js'
import { readRequestTarget } from './request-target.js'
import {
  addTraceHeaders,
  makeRoomForTraceparent,
  parseResponseHeaders,
  readHeaders,
  type UndiciHeaders,
  type UndiciResponseHeaders
} from './undici-headers.js'

/** What undici 5 to 8 publish of a request; the same object in every message. */
export interface UndiciRequest extends UndiciHeaders {
  readonly method: string
  readonly path: string
  readonly origin: string | URL
  readonly upgrade?: unknown
}

export interface UndiciResponse {
  readonly statusCode: number
  readonly headers: UndiciResponseHeaders
}

/** Not there for a request that is not traced, or is over. */
const spanOf = createHiddenField<HttpClientSpan | undefined>()

/** What the messages that undici-client.ts listens for mean; loaded with the first request. */
export class UndiciCalls {
  readonly #context: IntegrationContext
  readonly #peers: Peers
  readonly #latecomers = new Latecomers()

  constructor(context: IntegrationContext) {
    this.#context = context
    this.#peers = new Peers(context.rules().hosts)
  }

  stop(): void {
    this.#latecomers.restore()
  }

  onCreate(request: UndiciRequest): void {
    this.#latecomers.expect(request)
    onCreate(this.#context, this.#peers, request)
  }

  onSent(request: UndiciRequest): void {
    spanOf.get(request)?.noteSent()
  }

  onHeaders(request: UndiciRequest, response: UndiciResponse): void {
    onHeaders(this.#context, spanOf.get(request), response)
  }

  onTrailers(request: UndiciRequest): void {
    letGo(request)?.complete()
  }

  onError(request: UndiciRequest, error: unknown): void {
    onError(letGo(request), error)
  }
}

/**
 * Other agents listen on the same channel after us, and add their header without looking. So the
 * class of each undici's requests is watched, once for each copy of undici.
 */
class Latecomers {
  readonly #watched = new Map<object, Restore>()

  expect(request: UndiciRequest): void {
    const prototype: object = Object.getPrototypeOf(request)
    if (request.addHeader === undefined || this.#watched.has(prototype)) return
    this.#watched.set(prototype, patchAddHeader(prototype))
  }

  restore(): void {
    for (const restore of this.#watched.values()) restore()
  }
}

function patchAddHeader(prototype: object): Restore {
  const makeRoom = guarded('undici addHeader', makeRoomForTraceparent)
  return patch(prototype, 'addHeader', original => {
    return function addHeader(...args) {
      const span = isNamed(args[0], 'traceparent') ? spanOf.get(this) : undefined
      if (span && makeRoom(span, this, args[1]) === false) return this
      return Reflect.apply(original, this, args)
    }
  })
}

function onCreate(context: IntegrationContext, peers: Peers, request: UndiciRequest): void {
  const { method, path } = request
  const target = path.charCodeAt(0) === 47 ? undefined : readRequestTarget(method, path)
  // undici's ProxyAgent opens its tunnel so; the request that goes through it has its own span.
  if (target !== undefined && method === 'CONNECT') return
  const peer = target
    ? peers.find(target.protocol, target.host, target.port)
    : peers.findByOrigin(String(request.origin))
  const span = beginSpan(context, peer, method, target?.path ?? path, request)
  if (span === null) return
  if (!peer.isHeaderless) addTraceHeaders(span, request)
  const { capturedHeaders } = context
  if (capturedHeaders.request.length > 0) {
    captureHeaders(span, 'request', capturedHeaders.request, name => readHeaders(request, name))
  }
  spanOf.set(request, span)
  if (request.upgrade || method === 'CONNECT') endAtUpgrade(span, request)
}

function onHeaders(
  { capturedHeaders, hooks }: IntegrationContext,
  span: HttpClientSpan | undefined,
  response: UndiciResponse
): void {
  // undici tells of 1xx too; the answer is still to come.
  const isInterim = response.statusCode < 200 && response.statusCode !== 101
  if (span === undefined || isInterim) return
  span.respond(response.statusCode)
  const { onResponse } = hooks
  if (onResponse === undefined && capturedHeaders.response.length === 0) return
  const headers = parseResponseHeaders(response.headers)
  captureHeaders(span, 'response', capturedHeaders.response, name => headers[name])
  if (onResponse === undefined) return
  const head = { statusCode: response.statusCode, headers, source: response }
  suppressTracing(() => askHook('onResponse', onResponse, span, head))
}

/**
 * The span of a request that is over. What fetch keeps of a call stays until a full collection
 * (Node 20), and would keep the span: 0.25 kB of each call, 3 µs of collecting them.
 */
function letGo(request: UndiciRequest): HttpClientSpan | undefined {
  const span = spanOf.get(request)
  if (span !== undefined) spanOf.set(request, undefined)
  return span
}

/** There is no channel for the hand-over of a socket; undici tells its request, so we ask there. */
function endAtUpgrade(span: HttpClientSpan, request: UndiciRequest): void {
  for (const name of ['onUpgrade', 'onRequestUpgrade']) {
    if (!(name in request)) continue
    patch(request, name, original => {
      return function handOver(...args) {
        span.respond(args[0])
        span.complete()
        return Reflect.apply(original, this, args)
      }
    })
  }
}

// The program has closed its own client under its request.
const ownDoing: ReadonlySet<string> = new Set([
  'UND_ERR_ABORTED',
  'UND_ERR_DESTROYED',
  'UND_ERR_CLOSED'
])

/**
 * What the network does has a code of its own. An abort arrives as AbortError, or as the very reason
 * that the program gave.
 */
function onError(span: HttpClientSpan | undefined, error: unknown): void {
  if (span === undefined || span.ended) return
  const code = readError(error, 'code')
  const isOwnDoing = !isNetworkCode(code) || ownDoing.has(code as string) || isAbort(error)
  if (isOwnDoing) span.cancel(error)
  else span.fail(error)
}
