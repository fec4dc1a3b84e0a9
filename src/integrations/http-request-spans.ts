import type { ClientRequest } from 'node:http'
import { createHiddenField } from '../hooks/hidden-field.js'
import { beginSpan } from './begin-span.js'
import type { HttpClientSpan } from './http-client-span.js'
import type { IntegrationContext } from './integration.js'
import { type Peer, Peers } from './peer.js'
import { readRequestTarget } from './request-target.js'

/** The span of a request; null when it was seen and is not to be traced. */
const spanOf = createHiddenField<HttpClientSpan | null>()

type Port = number | string | undefined

/** Begins and finds the spans of `node:http` requests. */
export class HttpRequestSpans {
  readonly #context: IntegrationContext
  readonly #peers: Peers
  #isStopped = false

  constructor(context: IntegrationContext) {
    this.#context = context
    this.#peers = new Peers(context.hosts)
  }

  /** A patch that lies below someone else's cannot be taken out; it begins nothing more then. */
  stop(): void {
    this.#isStopped = true
  }

  get(request: object): HttpClientSpan | null | undefined {
    return spanOf.get(request)
  }

  /** @param options as `addRequest` gets them; older libraries call it with a host's name */
  begin(request: ClientRequest, options: unknown): void {
    const port = (options as { readonly port?: Port } | undefined)?.port
    const known = spanOf.get(request)
    if (known === undefined) spanOf.set(request, this.#create(request, port))
    else if (known?.peer.isPortKnown === false) known.peer = this.#peerOf(request, port)
  }

  /**
   * The span of a request whose head is put together now. Mostly it has begun before. With headers
   * as an array or with `Expect`, core makes the head before it tells the port, and without an
   * agent it never does: the span begins here then.
   */
  atHead(request: ClientRequest): HttpClientSpan | null {
    const known = spanOf.get(request)
    if (known !== undefined) return known
    const span = this.#create(request, portOfHostHeader(request))
    // A host that is blacklisted on another port only may still get a span, when `begin` knows more.
    if (span !== null) spanOf.set(request, span)
    return span
  }

  /** Core has thrown instead of making the request: there was no exchange. */
  discard(request: ClientRequest): void {
    spanOf.get(request)?.discard()
  }

  #create(request: ClientRequest, port: Port): HttpClientSpan | null {
    if (this.#isStopped) return null
    const { method, path } = request
    const target = isOrdinary(path) ? undefined : readRequestTarget(method, path)
    const peer = target
      ? this.#peers.find(target.protocol, target.host, target.port)
      : this.#peerOf(request, port)
    return beginSpan(this.#context, peer, method, target?.path ?? path, request)
  }

  #peerOf(request: ClientRequest, port: Port): Peer {
    const { socketPath } = request as { readonly socketPath?: string }
    return this.#peers.find(request.protocol, request.host, port, socketPath)
  }
}

/** `/path` says nothing about the host. Core also takes what is no string, and makes it one later. */
function isOrdinary(path: unknown): boolean {
  return typeof path !== 'string' || path.charCodeAt(0) === 47 // '/'
}

/** Core writes the port there, unless the program has set another Host. */
function portOfHostHeader(request: ClientRequest): Port {
  const header = request.getHeader('host')
  if (typeof header !== 'string' || !header.startsWith(request.host)) return undefined
  return header.slice(request.host.length + 1) || (request.protocol === 'https:' ? 443 : 80)
}
