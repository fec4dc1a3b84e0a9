import type { Span } from './span.js'

/**
 * Takes each span once, when it ends, also those that are sampled out. Is called on the way of the
 * program's call: never throws.
 */
export interface SpanProcessor {
  onEnd(span: Span): void
}
