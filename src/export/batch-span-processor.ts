import { ConfigurationError, describeError, describeValue } from '../diagnostics/errors.js'
import { logger } from '../diagnostics/logger.js'
import { startBackgroundTimer, stopBackgroundTimer } from '../trace/background-timer.js'
import type { Span } from '../trace/span.js'
import type { SpanProcessor } from '../trace/span-processor.js'
import type { SpanExporter } from './exporter.js'
import { resumeLater } from './resume-later.js'

export interface BatchSpanProcessorOptions {
  /** Spans held in memory; one that ends beyond this is dropped and counted. */
  readonly maxQueueSize: number
  /** Spans handed to the exporter at a time; maxQueueSize at most. As many are exported at once. */
  readonly maxBatchSize: number
  /** Longest time a span waits, in milliseconds. */
  readonly exportInterval: number
}

const batchSpanProcessorDefaults: BatchSpanProcessorOptions = {
  maxQueueSize: 8192,
  maxBatchSize: 500,
  exportInterval: 5_000
}

/** The queue between the program's calls and the exporter: bounded, never blocks, never throws. */
export class BatchSpanProcessor implements SpanProcessor {
  readonly #exporter: SpanExporter
  readonly #options: BatchSpanProcessorOptions
  readonly #onFirst: () => void
  #queue: Span[] = []
  #timer: NodeJS.Timeout | undefined = undefined
  #isTimerUrgent = false
  #exporting: Promise<void> | undefined = undefined
  #recorded = 0
  #sampledOut = 0
  #dropped = 0
  #reportedDrops = 0
  #lost = 0

  /**
   * @param onFirst is called for the first span that waits
   * @throws ConfigurationError `ERR_OPTION`
   */
  constructor(
    exporter: SpanExporter,
    options: Partial<BatchSpanProcessorOptions> = {},
    onFirst: () => void = () => undefined
  ) {
    this.#exporter = exporter
    this.#onFirst = onFirst
    this.#options = readOptions(options)
    resumeLater(exporter)
  }

  onEnd(span: Span): void {
    if (!span.sampled) {
      this.#sampledOut++
      return
    }
    if (this.#queue.length >= this.#options.maxQueueSize) {
      this.#dropped++
      return
    }
    if (this.#recorded++ === 0) this.#onFirst()
    this.#queue.push(span)
    this.#schedule()
  }

  /** Spans that have ended and are neither delivered nor given up, as far as the exporter tells. */
  get pending(): number {
    return this.#queue.length + (this.#exporter.pending ?? 0)
  }

  get hasWork(): boolean {
    return this.pending > 0 || this.#exporting !== undefined
  }

  /** Exports all that has ended before the call; resolves when the exporter has taken it. */
  async flush(): Promise<void> {
    await this.#drain()
    try {
      await this.#exporter.flush?.()
    } catch (error) {
      logger.error('exporter', `the exporter failed to flush: ${describeError(error)}`)
    }
  }

  /** In the last moment: hands over what waits, if the exporter can do anything with it. */
  flushNow(): void {
    if (this.#exporter.exportNow) this.#exporter.exportNow(this.#queue.splice(0))
  }

  stats(): Readonly<Record<string, number>> {
    return {
      recorded: this.#recorded,
      sampledOut: this.#sampledOut,
      droppedQueueFull: this.#dropped,
      droppedExportFailed: this.#lost,
      ...this.#exporter.stats?.()
    }
  }

  /** Sees to it that what waits is exported: at once when it is a batch, else when it is time. */
  #schedule(): void {
    const isUrgent = this.#queue.length >= this.#options.maxBatchSize
    if (this.#exporting !== undefined || this.#queue.length === 0) return
    if (this.#timer !== undefined && (this.#isTimerUrgent || !isUrgent)) return
    stopBackgroundTimer(this.#timer)
    this.#isTimerUrgent = isUrgent
    this.#timer = startBackgroundTimer(this.#onTimer, isUrgent ? 0 : this.#options.exportInterval)
  }

  readonly #onTimer = (): void => {
    const { maxBatchSize } = this.#options
    // What is left of an urgent export waits for its own time.
    void this.#drain(this.#isTimerUrgent ? maxBatchSize : 1)
  }

  /** Exports what waits now, while it is at least `least` spans; one drain at a time. */
  async #drain(least = 1): Promise<void> {
    while (this.#exporting !== undefined) await this.#exporting
    stopBackgroundTimer(this.#timer)
    this.#timer = undefined
    this.#exporting = this.#exportWaiting(least)
    await this.#exporting
    this.#exporting = undefined
    this.#schedule()
  }

  async #exportWaiting(least: number): Promise<void> {
    if (this.#dropped > this.#reportedDrops) this.#reportDrops()
    await this.#prepare()
    // Counted at the start: a busy program must neither keep a flush from ending nor have its spans
    // exported in ever smaller batches.
    let waiting = this.#queue.length
    while (waiting >= least && this.#queue.length > 0) {
      const count = Math.min(waiting, this.#queue.length, this.#options.maxBatchSize)
      waiting -= count
      await this.#export(count)
    }
  }

  /** Until then the spans wait here, where an end of the process finds them. */
  async #prepare(): Promise<void> {
    try {
      await this.#exporter.prepare?.()
    } catch {
      // The export will say it.
    }
  }

  async #export(count: number): Promise<void> {
    try {
      await this.#handOver(count)
    } catch (error) {
      this.#lost += count
      const reason = describeError(error)
      logger.error('exporter', `the exporter failed and lost ${count} spans: ${reason}`)
    }
  }

  /** Not async: what waits for the service must not hold the spans, see azure-exporter.ts. */
  #handOver(count: number): Promise<void> {
    return this.#exporter.export(this.#queue.splice(0, count))
  }

  #reportDrops(): void {
    this.#reportedDrops = this.#dropped
    logger.warn(
      'queue full',
      `the queue of ${this.#options.maxQueueSize} spans was full, ${this.#dropped} dropped so far; ` +
        'maxQueueSize (OUTSPAN_MAX_QUEUE_SIZE) makes it longer'
    )
  }
}

function readOptions(options: Partial<BatchSpanProcessorOptions>): BatchSpanProcessorOptions {
  const maxQueueSize = readSize('maxQueueSize', options)
  const maxBatchSize = Math.min(readSize('maxBatchSize', options), maxQueueSize)
  return { maxQueueSize, maxBatchSize, exportInterval: readInterval(options) }
}

function readSize(
  name: 'maxQueueSize' | 'maxBatchSize',
  { [name]: value = batchSpanProcessorDefaults[name] }: Partial<BatchSpanProcessorOptions>
): number {
  if (Number.isInteger(value) && value >= 1) return value
  throw wrong(name, value, 'a whole number from 1')
}

// Node's timers take no longer delay, and fire at once instead.
const longestInterval = 2 ** 31 - 1

function readInterval({
  exportInterval = batchSpanProcessorDefaults.exportInterval
}: Partial<BatchSpanProcessorOptions>): number {
  const isNumber = typeof exportInterval === 'number'
  if (isNumber && exportInterval > 0 && exportInterval <= longestInterval) return exportInterval
  throw wrong('exportInterval', exportInterval, `a number of milliseconds up to ${longestInterval}`)
}

function wrong(name: string, value: unknown, allowed: string): ConfigurationError {
  const problem = `${describeValue(value)} is not allowed, but ${allowed}`
  return new ConfigurationError('ERR_OPTION', name, problem)
}
