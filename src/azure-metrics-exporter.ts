import { AzureExporter } from './azure-exporter.js'
import type {
  AzureExporterOptions,
  AzureExporter as PlainAzureExporter
} from './export/azure/azure-exporter.js'
import {
  areViewsExported,
  type MetricsOptions,
  AzureMetricsExporter as PlainAzureMetricsExporter
} from './export/azure/azure-metrics-exporter.js'
import type { SpanCounter } from './export/counting-span-processor.js'
import { keepAliveFor } from './keep-alive.js'
import { flushAtEnd, flushAtEndNoMore, flushAtSignal, readGrace } from './last-flush.js'
import { stats } from './metrics/stats.js'
import { provideViews } from './registered-views.js'
import type { Span } from './trace/span.js'

export interface AzureMetricsExporterOptions extends AzureExporterOptions, MetricsOptions {
  /** Whose connections and storage are used; with one, all settings of the way there are its own. */
  readonly exporter?: PlainAzureExporter | undefined
  /** As that of a tracer. */
  readonly exitGracePeriod?: number | undefined
}

provideViews(() =>
  stats.views.map(({ name, measure, tagKeys, aggregation }) => ({
    name,
    measure: measure.name,
    tagKeys,
    // The build leaves names as they are.
    aggregation: aggregation.constructor.name,
    isExported: areViewsExported()
  }))
)

/**
 * Sends the metrics of this process to Application Insights: those of all registered views, and what
 * its options ask for. The last interval goes out when the process ends.
 */
export class AzureMetricsExporter implements SpanCounter {
  readonly #exporter: PlainAzureMetricsExporter

  /** @throws ConfigurationError when there is no connection string, or an option is invalid */
  constructor({ exporter, exitGracePeriod, ...options }: AzureMetricsExporterOptions = {}) {
    const grace = readGrace(exitGracePeriod)
    const { exportInterval, enableStandardMetrics, enableDurations, ...way } = options
    const metrics = { exportInterval, enableStandardMetrics, enableDurations }
    const { channel } = exporter ?? new AzureExporter(way)
    const isOwn = exporter === undefined
    this.#exporter = new PlainAzureMetricsExporter(channel, metrics, isOwn)
    flushAtEnd(this.#exporter, grace)
    flushAtSignal(this.#exporter)
  }

  /** For a tracer, which is given this as its `metrics`. */
  count(span: Span): void {
    this.#exporter.count(span)
  }

  /** Makes metrics of what becomes of a tracer's telemetry, in your own resource. */
  exportStatsOf(tracer: { stats(): Readonly<Record<string, number>> }): void {
    this.#exporter.exportStatsOf(tracer)
  }

  /** Sends what there is of the interval, and keeps the process alive until that is done. */
  async flush(): Promise<void> {
    await keepAliveFor(this.#exporter.flush())
  }

  /** Sends what there is and stops for good; views wait for the next exporter. */
  async shutdown(): Promise<void> {
    await keepAliveFor(this.#exporter.shutdown())
    flushAtEndNoMore(this.#exporter)
  }

  /** Numbers that grow, see the README. */
  stats(): Readonly<Record<string, number>> {
    return this.#exporter.stats()
  }
}
