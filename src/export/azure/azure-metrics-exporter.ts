import { ConfigurationError, describeError, describeValue } from '../../diagnostics/errors.js'
import { logger } from '../../diagnostics/logger.js'
import type { MetricProducer } from '../../metrics/point.js'
import { StandardMetrics } from '../../metrics/standard-metrics.js'
import { stats } from '../../metrics/stats.js'
import { startBackgroundTimer, stopBackgroundTimer } from '../../trace/background-timer.js'
import { monotonicNow, wallNow } from '../../trace/clock.js'
import { runDetached } from '../../trace/execution-context.js'
import type { Span } from '../../trace/span.js'
import type { AzureChannel } from './azure-exporter.js'
import { CallDurations } from './call-durations.js'
import type { Envelope } from './envelope/envelope.js'
import { createMetricEnvelope, type Interval } from './envelope/metric-envelope.js'
import { ItemCounts } from './item-counts.js'

export interface MetricsOptions {
  /** Milliseconds that a point is of; 60,000 when left out. */
  readonly exportInterval?: number | undefined
  /** Processor, memory, event loop, garbage, requests per second. */
  readonly enableStandardMetrics?: boolean | undefined
  /** Durations of dependencies and requests, of every span of the tracers that are given this. */
  readonly enableDurations?: boolean | undefined
}

/** The one that exports the views: the latest. Two would share the values out among them. */
let ownerOfViews: AzureMetricsExporter | undefined

export function areViewsExported(): boolean {
  return ownerOfViews !== undefined
}

/** Sends what was measured in each interval to Application Insights, never sampled. */
export class AzureMetricsExporter {
  readonly #channel: AzureChannel
  readonly #isOwnChannel: boolean
  readonly #interval: number
  readonly #standard: StandardMetrics | undefined
  readonly #durations: CallDurations | undefined
  readonly #producers: MetricProducer[] = []
  #since = monotonicNow()
  #timer: NodeJS.Timeout | undefined = undefined
  #exporting: Promise<void> = Promise.resolve()
  #points = 0
  #isClosed = false

  /**
   * @param isOwnChannel whether nobody else tells what becomes of the channel's items
   * @throws ConfigurationError `ERR_OPTION`
   */
  constructor(channel: AzureChannel, options: MetricsOptions = {}, isOwnChannel = false) {
    this.#channel = channel
    this.#isOwnChannel = isOwnChannel
    this.#interval = readInterval(options.exportInterval)
    if (options.enableDurations) {
      this.#durations = new CallDurations(channel.source)
      this.#producers.push(this.#durations)
    }
    if (options.enableStandardMetrics) {
      // Its observers must not keep the context of whoever makes us.
      this.#standard = runDetached(() => new StandardMetrics())
      this.#producers.push(this.#standard)
    }
    void ownerOfViews?.flush()
    ownerOfViews = this
    this.#startTimer()
  }

  /** Counts an ended span, sampled or not. For the tracer; never throws. */
  count(span: Span): void {
    if (this.#isClosed) return
    try {
      if (span.entrySpan === span) this.#standard?.requests.add(span.duration)
      this.#durations?.count(span)
    } catch (error) {
      logger.error('durations', `a span could not be counted: ${describeError(error)}`)
    }
  }

  /** Makes metrics of what becomes of a tracer's telemetry, in the user's own resource. */
  exportStatsOf(tracer: { stats(): Readonly<Record<string, number>> }): void {
    this.#producers.push(new ItemCounts(() => tracer.stats()))
  }

  /** There is an interval that has not ended yet, always. */
  get hasWork(): boolean {
    return !this.#isClosed
  }

  get pending(): number {
    return this.#isOwnChannel ? this.#channel.delivery.pending : 0
  }

  /** Sends what there is of the interval; the next one begins. Never rejects. */
  async flush(): Promise<void> {
    await this.#export()
    await this.#channel.delivery.flush()
  }

  /**
   * In the last moment: keeps what there is of the interval, and what is on its way, as in a shutdown,
   * if there is a place for it.
   */
  flushNow(): void {
    this.#channel.delivery.keepNow(this.#takeLines())
  }

  /** Sends what there is and stops; nothing is counted any more. */
  async shutdown(): Promise<void> {
    stopBackgroundTimer(this.#timer)
    const last = this.flush()
    this.#isClosed = true
    this.#standard?.close()
    if (ownerOfViews === this) ownerOfViews = undefined
    await last
  }

  /** Numbers that grow: points made, values and tags ignored, values beyond the cap of series. */
  stats(): Readonly<Record<string, number>> {
    const counts = this.#isOwnChannel ? this.#channel.delivery.counts.toRecord() : {}
    return { ...counts, points: this.#points, ...stats.counts() }
  }

  #startTimer(): void {
    this.#timer = startBackgroundTimer(this.#onTimer, this.#interval)
  }

  readonly #onTimer = (): void => {
    this.#startTimer()
    void this.#export()
  }

  /** Resolves when this export, and all before it, are over. */
  async #export(): Promise<void> {
    const before = this.#exporting
    const lines = this.#takeLines()
    // Kept until the next one, and so would be the context of whoever flushes.
    this.#exporting = runDetached(() => this.#channel.delivery.send(lines))
    await Promise.all([before, this.#exporting])
  }

  #takeLines(): readonly string[] {
    if (this.#isClosed) return []
    const now = monotonicNow()
    const interval = { end: wallNow(), length: now - this.#since }
    this.#since = now
    const views = ownerOfViews === this ? [stats] : []
    const producers = [...this.#producers, ...views]
    const envelopes = producers.flatMap(producer => this.#takeEnvelopes(producer, interval))
    this.#points += envelopes.length
    return this.#channel.writer.writeEnvelopes(envelopes)
  }

  /** One producer that fails must not take the others with it. */
  #takeEnvelopes(producer: MetricProducer, interval: Interval): readonly Envelope[] {
    try {
      const points = producer.collect(interval.length)
      return points.map(point => createMetricEnvelope(point, this.#channel.source, interval))
    } catch (error) {
      logger.error('metrics', `some metrics are left out: ${describeError(error)}`)
      return []
    }
  }
}

// Node's timers take no longer delay, and fire at once instead.
const longestInterval = 2 ** 31 - 1

function readInterval(exportInterval: number = 60_000): number {
  const isNumber = typeof exportInterval === 'number'
  if (isNumber && exportInterval > 0 && exportInterval <= longestInterval) return exportInterval
  const allowed = `a number of milliseconds up to ${longestInterval}`
  const problem = `${describeValue(exportInterval)} is not allowed, but ${allowed}`
  throw new ConfigurationError('ERR_OPTION', 'exportInterval', problem)
}
