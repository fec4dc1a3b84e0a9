import { setTimeout as startTimer } from 'node:timers'
import { logger } from '../diagnostics/logger.js'
import { runDetached } from '../trace/execution-context.js'
import type { Span } from '../trace/span.js'
import type { SpanProcessor } from '../trace/span-processor.js'
import type { SpanExporter } from './exporter.js'

export interface BatchSpanProcessorOptions {
  /** Spans held in memory; one that ends beyond this is dropped and counted. */
  readonly maxQueueSize: number
  /** Spans handed to the exporter at a time; a queue of this size is flushed at once. */
  readonly maxBatchSize: number
  /** Longest time a span waits, in milliseconds. */
  readonly exportInterval: number
}

export const batchSpanProcessorDefaults: BatchSpanProcessorOptions = {
  maxQueueSize: 8192,
  maxBatchSize: 512,
  exportInterval: 5_000
}

/** The queue between the program's calls and the exporter: bounded, never blocks, never throws. */
export class BatchSpanProcessor implements SpanProcessor {
  readonly #exporter: SpanExporter
  readonly #options: BatchSpanProcessorOptions
  #queue: Span[] = []
  #timer: NodeJS.Timeout | undefined = undefined
  #isTimerUrgent = false
  #exporting: Promise<void> | undefined = undefined
  #recorded = 0
  #dropped = 0

  constructor(exporter: SpanExporter, options: Partial<BatchSpanProcessorOptions> = {}) {
    this.#exporter = exporter
    this.#options = { ...batchSpanProcessorDefaults, ...options }
  }

  onEnd(span: Span): void {
    if (this.#queue.length >= this.#options.maxQueueSize) {
      this.#dropped++
      return
    }
    this.#recorded++
    this.#queue.push(span)
    if (this.#queue.length >= this.#options.maxBatchSize) this.#schedule(0)
    else if (this.#timer === undefined) this.#schedule(this.#options.exportInterval)
  }

  get hasWork(): boolean {
    return this.#queue.length > 0 || this.#exporting !== undefined
  }

  /** Exports all that has ended before the call; resolves when the exporter has taken it. */
  async flush(): Promise<void> {
    await this.#drain(1)
    await this.#exporter.flush?.()
  }

  stats(): Readonly<Record<string, number>> {
    const own = { recorded: this.#recorded, droppedQueueFull: this.#dropped }
    return { ...own, ...this.#exporter.stats?.() }
  }

  #schedule(delay: number): void {
    const isUrgent = delay === 0
    if (this.#exporting !== undefined || (this.#timer && this.#isTimerUrgent >= isUrgent)) return
    clearTimeout(this.#timer)
    this.#isTimerUrgent = isUrgent
    // Not in the context of the call that happened to end here, whose stores it would keep alive.
    this.#timer = runDetached(() => startTimer(this.#onTimer, delay))
    this.#timer.unref()
  }

  readonly #onTimer = (): void => {
    this.#timer = undefined
    void this.#drain(this.#isTimerUrgent ? this.#options.maxBatchSize : 1)
  }

  /** Exports batch after batch, while at least `least` spans wait. One drain at a time. */
  async #drain(least: number): Promise<void> {
    while (this.#exporting !== undefined) await this.#exporting
    if (this.#queue.length === 0) return
    try {
      this.#exporting = this.#exportWhile(least)
      await this.#exporting
    } finally {
      this.#exporting = undefined
    }
    if (this.#queue.length > 0) this.#schedule(this.#options.exportInterval)
  }

  async #exportWhile(least: number): Promise<void> {
    if (this.#dropped > 0) this.#reportDrops()
    while (this.#queue.length >= least) {
      await this.#exportOnce(this.#queue.splice(0, this.#options.maxBatchSize))
    }
  }

  async #exportOnce(batch: readonly Span[]): Promise<void> {
    try {
      await this.#exporter.export(batch)
    } catch (error) {
      this.#dropped += batch.length
      logger.error('exporter', `the exporter failed and lost ${batch.length} spans: ${error}`)
    }
  }

  #reportDrops(): void {
    logger.warn(
      'queue full',
      `the queue of ${this.#options.maxQueueSize} spans was full, ${this.#dropped} dropped so far; ` +
        'maxQueueSize (OUTSPAN_MAX_QUEUE_SIZE) makes it longer'
    )
  }
}
