import {
  BatchSpanProcessor,
  type BatchSpanProcessorOptions
} from './export/batch-span-processor.js'
import { ConsoleExporter } from './export/console-exporter.js'
import { CountingSpanProcessor, type SpanCounter } from './export/counting-span-processor.js'
import type { SpanExporter } from './export/exporter.js'
import { keepAliveFor } from './keep-alive.js'
import { flushAtEnd, flushAtEndNoMore, flushAtSignal, listQueues, readGrace } from './last-flush.js'
import type { Sampler } from './trace/sampler.js'
import { SpanTracer } from './trace/tracer.js'

export interface TracerOptions extends Partial<BatchSpanProcessorOptions> {
  /** Where spans go; to the console when left out, as in OpenCensus. */
  readonly exporter?: SpanExporter
  /** Keeps all when left out. */
  readonly sampler?: Sampler
  /**
   * Milliseconds by which the end of the process may be delayed while spans are delivered; 2,000 when
   * left out. With 0 it is not delayed, and no signal is waited for.
   */
  readonly exitGracePeriod?: number
  /** Hears of every ended span before sampling: an `AzureMetricsExporter`. */
  readonly metrics?: SpanCounter | undefined
}

/** The numbers of all tracers of the process together. */
export function sumStats(): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {}
  for (const processor of listQueues()) {
    for (const [name, value] of Object.entries(processor.stats())) {
      sums[name] = (sums[name] ?? 0) + value
    }
  }
  return sums
}

/** The tracer of the public API: spans, the queue behind them, and a last flush at the end. */
export class Tracer extends SpanTracer {
  readonly #processor: BatchSpanProcessor

  /** @throws ConfigurationError `ERR_OPTION` */
  constructor(options: TracerOptions = {}) {
    const {
      exporter = new ConsoleExporter(),
      sampler,
      exitGracePeriod,
      metrics,
      ...queue
    } = options
    const grace = readGrace(exitGracePeriod)
    const processor = new BatchSpanProcessor(exporter, queue, () => flushAtSignal(processor))
    super(metrics ? new CountingSpanProcessor(metrics, processor) : processor, sampler)
    this.#processor = processor
    flushAtEnd(processor, grace)
  }

  /**
   * Exports what has ended; resolves when the exporter has taken it. Keeps the process alive until
   * then, as one that waits for it expects; the exporter's time-outs bound it.
   */
  async flush(): Promise<void> {
    await keepAliveFor(this.#processor.flush())
  }

  /** Flushes a last time. The tracer goes on to work, but what ends later is not waited for. */
  async shutdown(): Promise<void> {
    await this.flush()
    flushAtEndNoMore(this.#processor)
  }

  /** Numbers that grow: recorded, dropped, accepted, rejected, by name. */
  stats(): Readonly<Record<string, number>> {
    return this.#processor.stats()
  }
}
