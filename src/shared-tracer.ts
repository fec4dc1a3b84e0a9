import type { AzureMetricsExporter } from './azure-metrics-exporter.js'
import type { Config } from './config/load-config.js'
import type { OptionName } from './config/options.js'
import { ConfigurationError, describeValue } from './diagnostics/errors.js'
import type { SpanExporter } from './export/exporter.js'
import { type ExporterName, exporterNames, exporters } from './export/registry.js'
import { guarded } from './hooks/guard.js'
import { noteRate, readSettings, selectAzureOptions, withSource } from './settings.js'
import { ProbabilitySampler, type Sampler } from './trace/sampler.js'
import { Tracer } from './tracer.js'

/** The tracer that the last settings made; serves calls that bring none of their own. */
let sharedTracer: Tracer | undefined

/**
 * The tracer that integrations use when they are given none: the preload's, or one made from
 * environment and file now.
 *
 * @throws ConfigurationError when these do not make one
 */
export function getTracer(): Tracer {
  return sharedTracer ?? findTracer(readSettings({}))
}

/** What code gives in place of what settings describe. */
export interface OwnParts {
  readonly exporter?: SpanExporter | undefined
  readonly sampler?: Sampler | undefined
}

const tracerSettings = [
  'connectionString',
  'instrumentationKey',
  'serviceName',
  'serviceInstance',
  'serviceVersion',
  'azureDependencyTypes',
  'numericResultCodes',
  'samplingRate',
  'exporter',
  'exportInterval',
  'maxBatchSize',
  'maxQueueSize',
  'exitGracePeriod',
  'enableLocalStorage',
  'storageDirectory',
  'storageMaxBytes',
  'metrics',
  'metricsExportInterval'
] as const satisfies readonly OptionName[]

/** The one of the settings; a new one when code gives settings of its own. */
export function findTracer(config: Config): Tracer {
  const isAsked = tracerSettings.some(name => config.sources[name] === 'code')
  if (sharedTracer === undefined || isAsked) sharedTracer = createTracer(config)
  return sharedTracer
}

/** @throws ConfigurationError */
export function createTracer(config: Config, own: OwnParts = {}): Tracer {
  const { samplingRate, exportInterval, maxBatchSize, maxQueueSize, exitGracePeriod } =
    config.settings
  const exporter = own.exporter ?? createExporter(config)
  if (own.sampler === undefined) noteRate(config)
  const sampler = own.sampler ?? new ProbabilitySampler(samplingRate)
  const queue = { exportInterval, maxBatchSize, maxQueueSize }
  const metrics = createMetrics(config, exporter)
  const tracer = new Tracer({ exporter, sampler, ...queue, exitGracePeriod, metrics })
  if (config.settings.metrics.includes('items')) metrics?.exportStatsOf(tracer)
  return tracer
}

function createMetrics(config: Config, exporter: SpanExporter): AzureMetricsExporter | undefined {
  if (config.settings.metrics.length === 0) return undefined
  // A file of its own, see build.mjs. Spans are traced without metrics, too.
  const { startMetrics } = require('./start-metrics.js') as typeof import('./start-metrics.js')
  return guarded('metrics', startMetrics)(config, exporter)
}

function createExporter(config: Config): SpanExporter {
  const { exporter: name } = config.settings
  if (!isExporterName(name)) throw unknownExporter(config)
  return withSource(config, () =>
    exporters[name](name === 'azure' ? selectAzureOptions(config) : {})
  )
}

function isExporterName(name: string): name is ExporterName {
  return Object.hasOwn(exporters, name)
}

function unknownExporter({ settings, sources }: Config): ConfigurationError {
  const allowed = `one of ${exporterNames.join(', ')}`
  const problem = `${describeValue(settings.exporter)} is not allowed, but ${allowed}`
  return new ConfigurationError('ERR_OPTION', 'exporter', problem, sources.exporter)
}
