import {
  BatchSpanProcessor,
  type BatchSpanProcessorOptions
} from './export/batch-span-processor.js'
import { CountingSpanProcessor, type SpanCounter } from './export/counting-span-processor.js'
import type { SpanExporter } from './export/exporter.js'
import { flushAtEnd, flushAtSignal, listQueues, readGrace } from './last-flush.js'
import { AlwaysOnSampler, type Sampler } from './trace/sampler.js'
import type { SpanSource } from './trace/span.js'
import type { SpanProcessor } from './trace/span-processor.js'

/** What code says of where the spans of a tracer go. */
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

interface PipelineOptions extends TracerOptions {
  readonly exporter: SpanExporter
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

/**
 * Where spans go: sampler, queue and exporter, with a last flush at the end of the process. It starts
 * none: tracer.ts does, and the integrations, so that a start-up need not read what a span is.
 */
export class SpanPipeline implements SpanSource {
  readonly sampler: Sampler
  readonly processor: SpanProcessor
  readonly queue: BatchSpanProcessor

  /** @throws ConfigurationError `ERR_OPTION` */
  constructor({
    exporter,
    sampler = new AlwaysOnSampler(),
    exitGracePeriod,
    metrics,
    ...options
  }: PipelineOptions) {
    const grace = readGrace(exitGracePeriod)
    const queue = new BatchSpanProcessor(exporter, options, () => flushAtSignal(queue))
    this.sampler = sampler
    this.processor = metrics ? new CountingSpanProcessor(metrics, queue) : queue
    this.queue = queue
    flushAtEnd(queue, grace)
  }
}
