import type { ClientRequest } from 'node:http'
import { isIPv6 } from 'node:net'
import { createHiddenField, ReturnGiven } from '../../hooks/hidden-field.js'
import { readError } from '../../trace/read-error.js'
import { isNetworkCode } from '../error-type.js'
import type { IntegrationContext } from '../integration.js'
import { beginSpan, isListed } from './begin-span.js'
import type { HttpClientSpan } from './http-client-span.js'
import { type Peer, Peers } from './peer.js'
import { type RequestTarget, readRequestTarget } from './request-target.js'
import { findHeader } from './trace-headers.js'

type Port = number | string | undefined

/** Set while the port of a request's span is what its Host header says, and core has yet to tell. */
const hasGuessedPort = createHiddenField<boolean>()

/** Begins and finds the spans of `node:http` requests. */
export class HttpRequestSpans {
  readonly #context: IntegrationContext
  readonly #peers: Peers

  constructor(context: IntegrationContext) {
    this.#context = context
    this.#peers = new Peers(context.rules().hosts)
  }

  get(request: object): HttpClientSpan | null | undefined {
    return SpanField.get(request)
  }

  /** @param options as `addRequest` gets them; older libraries call it with a host's name */
  begin(request: ClientRequest, options: unknown): void {
    const port = (options as { readonly port?: Port } | undefined)?.port
    const known = SpanField.get(request)
    if (known === undefined)
      SpanField.set(request, this.#create(request, readTarget(request), port))
    else if (known && hasGuessedPort.get(request)) this.#correctPort(request, known, port)
  }

  /**
   * The span of a request whose head is put together now. Mostly it has begun before. Some heads are
   * made before core tells the port, and without an agent it never does: the span begins here then.
   */
  atHead(request: ClientRequest, headers: unknown): HttpClientSpan | null {
    const known = SpanField.get(request)
    if (known !== undefined) return known
    const target = readTarget(request)
    const port = portOfHostHeader(request, headers)
    const isGuess = target === undefined && isAheadOfAgent(request, headers)
    // What is listed with this port gets no header, but `begin` may know better.
    if (isGuess && this.#peerOf(request, port).blacklistEntry !== undefined) return null
    const span = this.#create(request, target, port)
    SpanField.set(request, span)
    if (isGuess) hasGuessedPort.set(request, true)
    if (span && request.destroyed) endAtHead(span, request)
    return span
  }

  /** Core has thrown instead of making the request: there was no exchange. */
  discard(request: ClientRequest): void {
    SpanField.get(request)?.discard()
  }

  /** The header is in the head by now, and the program's hooks were asked: that cannot be undone. */
  #correctPort(request: ClientRequest, span: HttpClientSpan, port: Port): void {
    hasGuessedPort.set(request, false)
    span.peer = this.#peerOf(request, port)
    if (!isListed(this.#context, span.peer, request)) return
    span.discard()
    SpanField.set(request, null)
  }

  #create(
    request: ClientRequest,
    target: RequestTarget | undefined,
    port: Port
  ): HttpClientSpan | null {
    const peer = target
      ? this.#peers.find(target.protocol, target.host, target.port)
      : this.#peerOf(request, port)
    const { method, path } = request
    // What is no text yet is made one by core, for the head; see http-client.ts.
    const sent = typeof path === 'string' ? path : ''
    return beginSpan(this.#context, peer, method, target?.path ?? sent, request)
  }

  #peerOf(request: ClientRequest, port: Port): Peer {
    const { socketPath } = request as { readonly socketPath?: string }
    return this.#peers.find(request.protocol, request.host, port, socketPath)
  }
}

/**
 * The span of a request; null when it was seen and is not to be traced. A call reads it ten times.
 * `createHiddenField` has one piece of code for all fields, in which V8 can remember the place of
 * none: that took 0.8 of 10 µs (Node 20).
 */
class SpanField extends ReturnGiven {
  #span: HttpClientSpan | null

  constructor(request: object, span: HttpClientSpan | null) {
    super(request)
    this.#span = span
  }

  static get(request: object): HttpClientSpan | null | undefined {
    return #span in request ? (request as SpanField).#span : undefined
  }

  static set(request: object, span: HttpClientSpan | null): void {
    if (#span in request) (request as SpanField).#span = span
    else new SpanField(request, span)
  }
}

/** Over before it began: its connection has failed, or the program has given up, before the head. */
function endAtHead(span: HttpClientSpan, { socket }: ClientRequest): void {
  const reason = socket?.errored
  if (isNetworkCode(readError(reason, 'code'))) span.fail(reason)
  else span.cancel(reason)
}

/** Undefined for the ordinary `/path`, which says nothing about the host. */
function readTarget({ method, path }: ClientRequest): RequestTarget | undefined {
  if (typeof path !== 'string' || path.charCodeAt(0) === 47) return undefined // '/'
  return readRequestTarget(method, path)
}

/** With headers as a list or with `Expect`, core makes the head before its agent hears of the request. */
function isAheadOfAgent(request: ClientRequest, headers: unknown): boolean {
  const { agent } = request as { readonly agent?: unknown }
  return Boolean(agent) && (Array.isArray(headers) || request.hasHeader('expect'))
}

/** Core writes the port there, but a program may have written anything; undefined for another host. */
function portOfHostHeader(request: ClientRequest, headers: unknown): Port {
  const header = Array.isArray(headers) ? findHeader(headers, 'host') : request.getHeader('host')
  const host = isIPv6(request.host) ? `[${request.host}]` : request.host
  if (typeof header !== 'string' || !header.startsWith(host)) return undefined
  const rest = header.slice(host.length)
  if (rest === '') return request.protocol === 'https:' ? 443 : 80
  return /^:\d+$/.test(rest) ? rest.slice(1) : undefined
}
