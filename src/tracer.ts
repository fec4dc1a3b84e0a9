import type { BatchSpanProcessor } from './export/batch-span-processor.js'
import { ConsoleExporter } from './export/console-exporter.js'
import { keepAliveFor } from './keep-alive.js'
import { flushAtEndNoMore } from './last-flush.js'
import { SpanPipeline, type TracerOptions } from './span-pipeline.js'
import { SpanTracer } from './trace/tracer.js'

/** The tracer of the public API: starts spans, and flushes what has ended. */
export class Tracer extends SpanTracer {
  readonly #queue: BatchSpanProcessor

  /**
   * @param options may be a pipeline that is there already, see shared-tracer.ts; else the tracer
   *   has one of its own
   * @throws ConfigurationError `ERR_OPTION`
   */
  constructor(options: TracerOptions = {}) {
    const pipeline = options instanceof SpanPipeline ? options : createPipeline(options)
    super(pipeline.processor, pipeline.sampler)
    this.#queue = pipeline.queue
  }

  /**
   * Exports what has ended; resolves when the exporter has taken it. Keeps the process alive until
   * then, as one that waits for it expects; the exporter's time-outs bound it. That of Azure sends
   * what an outage has left on disk for two seconds; the rest is safe there.
   */
  async flush(): Promise<void> {
    await keepAliveFor(this.#queue.flush())
  }

  /** Flushes a last time. The tracer goes on to work, but what ends later is not waited for. */
  async shutdown(): Promise<void> {
    await this.flush()
    flushAtEndNoMore(this.#queue)
  }

  /** Numbers that grow: recorded, dropped, accepted, rejected, by name. */
  stats(): Readonly<Record<string, number>> {
    return this.#queue.stats()
  }
}

/** Not by the exporters' registry, which loads that of the console late: jest forbids it after a test. */
function createPipeline({ exporter = new ConsoleExporter(), ...options }: TracerOptions) {
  return new SpanPipeline({ exporter, ...options })
}
