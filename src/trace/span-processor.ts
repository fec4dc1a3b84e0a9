import type { Span } from './span.js'

/** Takes each span once, when it ends. Is called on the way of the program's call: never throws. */
export interface SpanProcessor {
  onEnd(span: Span): void
}
