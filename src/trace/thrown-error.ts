import type { Span } from './span.js'

const traces = new WeakMap<object, string>()

/**
 * Records an error that leaves a span, unless it has left one of the same trace already: on its
 * way out it would be recorded once for each span. The innermost is where it was thrown.
 */
export function recordThrown(span: Span, error: unknown): void {
  if (typeof error === 'object' && error !== null) {
    // By trace: a program may throw one object again and again.
    if (traces.get(error) === span.traceId) return
    traces.set(error, span.traceId)
  }
  span.recordException(error)
}
