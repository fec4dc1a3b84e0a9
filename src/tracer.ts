import timers from 'node:timers'
import {
  BatchSpanProcessor,
  type BatchSpanProcessorOptions
} from './export/batch-span-processor.js'
import { ConsoleExporter } from './export/console-exporter.js'
import type { SpanExporter } from './export/exporter.js'
import { finishBeforeEnd } from './hooks/process-end.js'
import type { Sampler } from './trace/sampler.js'
import { SpanTracer } from './trace/tracer.js'

// Taken once: fake timers of test libraries are not ours.
const { setInterval, clearInterval } = timers

export interface TracerOptions extends Partial<BatchSpanProcessorOptions> {
  /** Where spans go; to the console when left out, as in OpenCensus. */
  readonly exporter?: SpanExporter
  /** Keeps all when left out. */
  readonly sampler?: Sampler
}

/** Milliseconds by which telemetry may delay the end of the process. */
const grace = 2_000
const processors = new Set<BatchSpanProcessor>()
let prepare: () => void = () => undefined

/** What has to be done before the queues are flushed for the last time. */
export function beforeLastFlush(endOpenSpans: () => void): void {
  prepare = endOpenSpans
}

/** The numbers of all tracers of the process together. */
export function sumStats(): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {}
  for (const processor of processors) {
    for (const [name, value] of Object.entries(processor.stats())) {
      sums[name] = (sums[name] ?? 0) + value
    }
  }
  return sums
}

function listUnfinished(): readonly BatchSpanProcessor[] {
  prepare()
  return [...processors]
}

/** The tracer of the public API: spans, the queue behind them, and a last flush at the end. */
export class Tracer extends SpanTracer {
  readonly #processor: BatchSpanProcessor

  constructor({ exporter = new ConsoleExporter(), sampler, ...queue }: TracerOptions = {}) {
    const processor = new BatchSpanProcessor(exporter, queue)
    super(processor, sampler)
    this.#processor = processor
    if (processors.size === 0) finishBeforeEnd(listUnfinished, grace)
    processors.add(processor)
  }

  /**
   * Exports what has ended; resolves when the exporter has taken it. Keeps the process alive until
   * then, as one that waits for it expects; the exporter's time-outs bound it.
   */
  async flush(): Promise<void> {
    const alive = setInterval(() => undefined, 60_000)
    try {
      await this.#processor.flush()
    } finally {
      clearInterval(alive)
    }
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
