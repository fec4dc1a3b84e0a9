import type { Span } from '../trace/span.js'
import type { SpanProcessor } from '../trace/span-processor.js'

/** Counts ended spans, sampled or not, for metrics that stay right whatever the sampling. */
export interface SpanCounter {
  /** Never throws. */
  count(span: Span): void
}

/** Lets a counter have each span before the queue, which drops what is sampled out or too much. */
export class CountingSpanProcessor implements SpanProcessor {
  readonly #counter: SpanCounter
  readonly #next: SpanProcessor

  constructor(counter: SpanCounter, next: SpanProcessor) {
    this.#counter = counter
    this.#next = next
  }

  onEnd(span: Span): void {
    this.#counter.count(span)
    this.#next.onEnd(span)
  }
}
