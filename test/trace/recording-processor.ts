import type { Span } from '../../src/trace/span.js'
import type { SpanProcessor } from '../../src/trace/span-processor.js'
import { SpanTracer } from '../../src/trace/tracer.js'

/** Remembers the spans that ended, in their order. */
export class RecordingProcessor implements SpanProcessor {
  readonly spans: Span[] = []

  onEnd(span: Span): void {
    this.spans.push(span)
  }
}

/** A tracer that keeps all, and the list that its spans end in. */
export function createRecordingTracer(): { tracer: SpanTracer; ended: readonly Span[] } {
  const processor = new RecordingProcessor()
  return { tracer: new SpanTracer(processor), ended: processor.spans }
}
