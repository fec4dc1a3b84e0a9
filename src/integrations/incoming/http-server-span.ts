import type { IncomingMessage } from 'node:http'
import { type Attributes, Span } from '../../trace/span.js'
import type { SpanContext } from '../../trace/trace-context.js'
import { captureHeaders } from '../captured-headers.js'
import { errorMessage, errorType } from '../error-type.js'
import { describeMethod, knownMethod } from '../http-method.js'
import type { IntegrationContext } from '../integration.js'
import type { OpenSpan } from '../open-spans.js'
import { hostOf } from './request-blacklist.js'
import { describeOrigin, type RequestOrigin, readOrigin } from './request-origin.js'
import { readRoute } from './request-route.js'
import { type AnyResponse, isWaiting, sentHeader, sentStatus } from './server-messages.js'
import { describeUrl } from './server-url.js'

const clientGone = 'the client closed the connection before it had the answer'

/**
 * One incoming HTTP exchange. While it runs it only takes references to texts, never to the request,
 * which would keep headers and socket in memory until the export; URL, redaction and attributes are
 * worked out when an exporter asks for them.
 */
export class HttpServerSpan extends Span implements OpenSpan {
  older: OpenSpan | undefined = undefined
  newer: OpenSpan | undefined = undefined
  readonly method: string
  readonly #target: string
  readonly #host: string | undefined
  readonly #userAgent: string | undefined
  readonly #version: string
  readonly #origin: RequestOrigin
  /** Only while the span is open. */
  #response: AnyResponse | undefined
  #route: string | undefined = undefined
  #statusCode = 0
  #error: string | undefined = undefined
  #errorMessage: string | undefined = undefined
  #isClientGone = false
  #isIncomplete = false
  readonly #context: IntegrationContext

  constructor(
    context: IntegrationContext,
    parent: SpanContext | undefined,
    request: IncomingMessage,
    response: AnyResponse | undefined
  ) {
    const { method = 'GET', url = '/', headers } = request
    super(context.tracer, knownMethod(method), 'server', parent)
    this.method = method
    this.#target = url
    this.#host = hostOf(request)
    this.#userAgent = headers['user-agent']
    this.#version = request.httpVersion
    this.#origin = readOrigin(request, context.rules().incoming.trustForwardedHeaders)
    this.#response = response
    this.#context = context
    context.openSpans.add(this)
  }

  /** `/users/:id`: makes the name, in place of the path. The last one counts. */
  setRoute(pattern: string): void {
    if (this.ended) return
    this.#route = pattern
    this.updateName(`${knownMethod(this.method)} ${pattern}`)
  }

  /** The response is held back until those before it on the connection are through. */
  get isWaiting(): boolean {
    return this.#response !== undefined && isWaiting(this.#response)
  }

  /** The status that went out, where no response object knows it. */
  respond(statusCode: number): void {
    if (!this.ended) this.#statusCode = statusCode
  }

  /** The last byte was handed to the operating system. */
  complete(): void {
    this.#readResponse()
    if (this.#statusCode >= 500) this.setStatus('error')
    this.end()
  }

  /** This side broke off the answer. A status that has gone out is kept. */
  fail(error: unknown): void {
    if (this.ended) return
    this.#readResponse()
    this.#error = errorType(error)
    this.#errorMessage = errorMessage(error)
    this.setStatus('error', this.#errorMessage)
    this.end()
  }

  /**
   * The client was gone before the end. With a head that it has got, that is how every event stream
   * ends, and the status decides; without, nobody was answered.
   */
  leave(): void {
    if (this.ended) return
    this.#isClientGone = true
    this.#readResponse()
    if (this.#statusCode > 0) return this.complete()
    this.fail({ code: 'ECONNRESET', message: clientGone })
  }

  endIncomplete(): void {
    this.#isIncomplete = true
    this.complete()
  }

  override end(): void {
    if (this.ended) return
    this.#readResponse()
    this.#context.openSpans.remove(this)
    super.end()
  }

  #readResponse(): void {
    const response = this.#response
    if (response === undefined) return
    this.#response = undefined
    this.#statusCode ||= sentStatus(response)
    const route = this.#route === undefined ? readRoute(response.req) : undefined
    if (route !== undefined) this.setRoute(route)
    const { response: names } = this.#context.capturedHeaders
    if (names.length > 0) {
      captureHeaders(this, 'response', names, name => sentHeader(response, name))
    }
  }

  override get attributes(): Attributes {
    const { redaction } = this.#context.rules()
    // Not spread: where names follow a spread, Node 20 takes 20 µs for the literal.
    return Object.assign(
      describeMethod(this.method),
      { 'http.route': this.#route },
      describeUrl(this.method, this.#target, this.#host, this.#origin, redaction),
      describeOrigin(this.#origin, this.#userAgent),
      this.#describeOutcome(),
      super.attributes
    )
  }

  #describeOutcome(): Attributes {
    return {
      'network.protocol.version': this.#version === '2.0' ? '2' : this.#version,
      'http.response.status_code': this.#statusCode || undefined,
      'error.type': this.#error ?? (this.status === 'error' ? `${this.#statusCode}` : undefined),
      'error.message': this.#errorMessage,
      'outspan.client_gone': this.#isClientGone || undefined,
      'outspan.incomplete': this.#isIncomplete || undefined
    }
  }
}
