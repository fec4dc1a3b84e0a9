import {
  BatchSpanProcessor,
  type BatchSpanProcessorOptions
} from './export/batch-span-processor.js'
import { ConsoleExporter } from './export/console-exporter.js'
import type { SpanExporter } from './export/exporter.js'
import { finishBeforeNaturalEnd } from './hooks/natural-end.js'
import type { Sampler } from './trace/sampler.js'
import { SpanTracer } from './trace/tracer.js'

export interface TracerOptions extends Partial<BatchSpanProcessorOptions> {
  /** Where spans go; to the console when left out, as in OpenCensus. */
  readonly exporter?: SpanExporter
  /** Keeps all when left out. */
  readonly sampler?: Sampler
}

/** Milliseconds by which telemetry may delay the end of the process. */
const grace = 2_000
const processors = new Set<BatchSpanProcessor>()

/** The tracer of the public API: spans, the queue behind them, and a last flush at the end. */
export class Tracer extends SpanTracer {
  readonly #processor: BatchSpanProcessor

  constructor({ exporter = new ConsoleExporter(), sampler, ...queue }: TracerOptions = {}) {
    const processor = new BatchSpanProcessor(exporter, queue)
    super(processor, sampler)
    this.#processor = processor
    if (processors.size === 0) finishBeforeNaturalEnd(() => [...processors], grace)
    processors.add(processor)
  }

  /** Exports what has ended; resolves when the exporter has taken it. */
  flush(): Promise<void> {
    return this.#processor.flush()
  }

  /** Flushes a last time. The tracer goes on to work, but what ends later is not waited for. */
  async shutdown(): Promise<void> {
    await this.flush()
    processors.delete(this.#processor)
  }

  /** Numbers that grow: recorded, dropped, accepted, rejected, by name. */
  stats(): Readonly<Record<string, number>> {
    return this.#processor.stats()
  }
}
