import type { IncomingMessage, ServerResponse } from 'node:http'
import { readTraceContext, type SpanContext } from '../../trace/trace-context.js'
import { captureHeaders } from '../captured-headers.js'
import type { IntegrationContext } from '../integration.js'
import { type Fate, fateOf } from './fate.js'
import { HttpServerSpan } from './http-server-span.js'
import type { RequestBlacklist } from './request-blacklist.js'

/** What the settings say about incoming requests. */
export interface IncomingRules {
  readonly blacklist: RequestBlacklist
  /** Whether calls made while a blacklisted request is served are traced, each a trace of its own. */
  readonly traceCallsOfBlacklisted: boolean
  /** Whether the trace that a request comes with goes on. */
  readonly trustTraceContext: boolean
  /** Whether `X-Forwarded-…` says who called, and what. */
  readonly trustForwardedHeaders: boolean
}

/** Begins the spans of incoming requests. */
export class IncomingRequests {
  readonly #context: IntegrationContext
  readonly #rules: IncomingRules

  constructor(context: IntegrationContext) {
    this.#context = context
    this.#rules = context.rules().incoming
  }

  /** Decides once for each request; whoever sees it again learns what was decided. */
  begin(request: IncomingMessage, response: ServerResponse | undefined): Fate | undefined {
    const known = fateOf.get(request)
    if (known !== undefined) return known
    const fate = this.#decide(request, response)
    fateOf.set(request, fate)
    if (response) fateOf.set(response, fate)
    return fate
  }

  #decide(request: IncomingMessage, response: ServerResponse | undefined): Fate {
    const { capturedHeaders, observer } = this.#context
    const rule = this.#rules.blacklist.find(request)
    if (rule !== undefined) {
      observer?.onServedUntraced(rule)
      return this.#rules.traceCallsOfBlacklisted ? false : null
    }
    const parent = this.#rules.trustTraceContext ? readParent(request) : undefined
    const span = new HttpServerSpan(this.#context, parent, request, response)
    if (capturedHeaders.request.length > 0) {
      captureHeaders(span, 'request', capturedHeaders.request, name => request.headers[name])
    }
    observer?.onServed(span)
    return span
  }
}

function readParent({ headers }: IncomingMessage): SpanContext | undefined {
  const traceparent = headers['traceparent']
  // Core joins headers that came twice; which of them is meant, nobody knows.
  if (typeof traceparent !== 'string' || traceparent.includes(',')) return undefined
  return readTraceContext(traceparent, headers['tracestate'])
}
