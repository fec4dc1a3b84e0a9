import { AzureMetricsExporter } from './azure-metrics-exporter.js'
import type { Config } from './config/load-config.js'
import { logger } from './diagnostics/logger.js'
import { AzureExporter } from './export/azure/azure-exporter.js'
import { DeferredExporter } from './export/deferred-exporter.js'
import type { SpanExporter } from './export/exporter.js'
import { RoleMetrics } from './role-metrics.js'

let started: RoleMetrics | undefined

/**
 * The metrics that the settings ask for, by the way of the spans. Those of earlier settings end; what
 * is counted of the same role goes over to them.
 *
 * @returns undefined when spans go elsewhere
 */
export function startMetrics(
  { settings }: Config,
  spanExporter: SpanExporter
): RoleMetrics | undefined {
  const { metrics, metricsExportInterval: exportInterval, exitGracePeriod } = settings
  const exporter = spanExporter instanceof DeferredExporter ? spanExporter.load() : spanExporter
  if (!(exporter instanceof AzureExporter)) {
    logger.warn('metrics', 'metrics go to Application Insights alone: the exporter has to be azure')
    return undefined
  }
  started?.end()
  const { source } = exporter.channel
  if (!started?.isOf(source)) started = new RoleMetrics(source)
  const metricsExporter = new AzureMetricsExporter({
    exporter,
    exportInterval,
    exitGracePeriod,
    enableStandardMetrics: metrics.includes('standard'),
    enableDurations: metrics.includes('durations')
  })
  started.exportBy(metricsExporter, metrics.includes('items'))
  return started
}
