import { SpanPipeline, type TracerOptions } from './span-pipeline.js'
import { SpanTracer } from './trace/tracer.js'

/** The tracer of the public API: starts spans, and flushes what has ended. */
export class Tracer extends SpanTracer {
  readonly #pipeline: SpanPipeline

  /**
   * @param options may be a pipeline that is there already, see shared-tracer.ts; else the tracer
   *   has one of its own
   * @throws ConfigurationError `ERR_OPTION`
   */
  constructor(options: TracerOptions = {}) {
    const pipeline = options instanceof SpanPipeline ? options : new SpanPipeline(options)
    super(pipeline.processor, pipeline.sampler)
    this.#pipeline = pipeline
  }

  /**
   * Exports what has ended; resolves when the exporter has taken it. Keeps the process alive until
   * then, as one that waits for it expects; the exporter's time-outs bound it.
   */
  flush(): Promise<void> {
    return this.#pipeline.flush()
  }

  /** Flushes a last time. The tracer goes on to work, but what ends later is not waited for. */
  shutdown(): Promise<void> {
    return this.#pipeline.shutdown()
  }

  /** Numbers that grow: recorded, dropped, accepted, rejected, by name. */
  stats(): Readonly<Record<string, number>> {
    return this.#pipeline.stats()
  }
}
