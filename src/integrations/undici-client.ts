import { listen } from '../hooks/channel.js'
import { createHiddenField } from '../hooks/hidden-field.js'
import { patch } from '../hooks/patch.js'
import { restoreAll } from '../hooks/restore.js'
import { currentSpan, isTracingSuppressed } from '../trace/execution-context.js'
import { isAbort } from './error-type.js'
import { HttpClientSpan } from './http-client-span.js'
import type { Integration, IntegrationContext } from './integration.js'
import { Peers } from './peer.js'
import { readRequestTarget } from './request-target.js'
import { addTraceHeaders, type UndiciHeaders } from './undici-headers.js'

/** What undici 5 to 8 publish of a request; the same object in every message. */
interface UndiciRequest extends UndiciHeaders {
  readonly method: string
  readonly path: string
  readonly origin: string | URL
  readonly upgrade?: unknown
}

interface RequestMessage {
  readonly request: UndiciRequest
}

interface HeadersMessage extends RequestMessage {
  readonly response: { readonly statusCode: number }
}

interface ErrorMessage extends RequestMessage {
  readonly error: unknown
}

/** Not there for a request that is not traced. */
const spanOf = createHiddenField<HttpClientSpan>()

/**
 * `fetch` and every copy of undici 5 to 8, through the diagnostics channels that undici publishes.
 * The parent is taken at `create` only: the later messages run in the context of whoever opened
 * the socket (C06).
 */
export const undiciClient: Integration = {
  enable(context) {
    const peers = new Peers(context.blacklist)
    return restoreAll([
      listen<RequestMessage>('undici:request:create', ({ request }) => {
        onCreate(context, peers, request)
      }),
      listen<HeadersMessage>('undici:request:headers', ({ request, response }) => {
        spanOf.get(request)?.respond(response.statusCode)
      }),
      listen<RequestMessage>('undici:request:trailers', ({ request }) => {
        spanOf.get(request)?.complete()
      }),
      listen<ErrorMessage>('undici:request:error', ({ request, error }) => {
        onError(spanOf.get(request), error)
      })
    ])
  }
}

function onCreate(context: IntegrationContext, peers: Peers, request: UndiciRequest): void {
  if (isTracingSuppressed()) return
  const { method, path } = request
  const target = path.charCodeAt(0) === 47 ? undefined : readRequestTarget(method, path)
  // undici's ProxyAgent opens its tunnel so; the request that goes through it has its own span.
  if (target !== undefined && method === 'CONNECT') return
  const peer = target
    ? peers.find(target.protocol, target.host, target.port)
    : peers.findByOrigin(String(request.origin))
  if (peer.isBlacklisted) return
  const span = new HttpClientSpan(context, currentSpan(), peer, method, target?.path ?? path)
  addTraceHeaders(span, request)
  spanOf.set(request, span)
  if (request.upgrade || method === 'CONNECT') endAtUpgrade(span, request)
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
 * What the network does has a code. An abort arrives as AbortError, or as the very reason that the
 * program gave, which has none.
 */
function onError(span: HttpClientSpan | undefined, error: unknown): void {
  if (span === undefined || span.ended) return
  const { code } = Object(error) as { readonly code?: unknown }
  const isOwnDoing = typeof code !== 'string' || ownDoing.has(code) || isAbort(error)
  if (isOwnDoing) span.cancel(error)
  else span.fail(error)
}
