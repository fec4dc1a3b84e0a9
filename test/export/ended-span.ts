import type { Sampler } from '../../src/trace/sampler.js'
import type { Attributes, Span, SpanKind, SpanLink, SpanStatus } from '../../src/trace/span.js'
import type { SpanContext } from '../../src/trace/trace-context.js'
import { SpanTracer } from '../../src/trace/tracer.js'

export interface EndedSpanOptions {
  readonly name?: string
  readonly kind?: SpanKind
  readonly parent?: SpanContext
  readonly attributes?: Attributes
  readonly links?: readonly SpanLink[]
  readonly status?: SpanStatus
  readonly statusMessage?: string | undefined
  readonly sampler?: Sampler
  readonly events?: readonly (readonly [name: string, attributes: Attributes])[]
  readonly errors?: readonly unknown[]
}

const processor = { onEnd: () => undefined }

/** A span that has just ended. */
export function createEndedSpan(options: EndedSpanOptions = {}): Span {
  const { name = 'work', status = 'unset', statusMessage, sampler, ...others } = options
  const { events = [], errors = [], ...rest } = others
  const span = new SpanTracer(processor, sampler).startSpan(name, { parent: null, ...rest })
  span.setStatus(status, statusMessage)
  for (const [event, attributes] of events) span.addEvent(event, attributes)
  for (const error of errors) span.recordException(error)
  span.end()
  return span
}

/** The span of an HTTP call, as the integrations make them. */
export function createHttpSpan(url: string, attributes: Attributes = {}): Span {
  const { hostname, port } = new URL(url)
  return createEndedSpan({
    name: 'GET',
    kind: 'client',
    attributes: {
      'http.request.method': 'GET',
      'url.full': url,
      'server.address': hostname,
      'server.port': Number(port) || (url.startsWith('https:') ? 443 : 80),
      ...attributes
    }
  })
}
