import type { Config } from './config/load-config.js'
import type { OptionName } from './config/options.js'
import { ConfigurationError, describeValue } from './diagnostics/errors.js'
import type { SpanExporter } from './export/exporter.js'
import { type ExporterName, exporterNames, exporters } from './export/registry.js'
import { guarded } from './hooks/guard.js'
import type { RoleMetrics } from './role-metrics.js'
import { noteRate, readSettings, selectAzureOptions, withSource } from './settings.js'
import { SpanPipeline } from './span-pipeline.js'
import { ProbabilitySampler, type Sampler } from './trace/sampler.js'

/** What the last settings made; serves calls that bring no tracer of their own. */
let shared: SpanPipeline | undefined

/**
 * What integrations use when they are given no tracer: the preload's, or one made from environment
 * and file now.
 *
 * @throws ConfigurationError when these do not make one
 */
export function getPipeline(): SpanPipeline {
  return shared ?? findPipeline(readSettings({}))
}

/** What code gives in place of what settings describe. */
export interface OwnParts {
  readonly exporter?: SpanExporter | undefined
  readonly sampler?: Sampler | undefined
}

const pipelineSettings = [
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
export function findPipeline(config: Config): SpanPipeline {
  const isAsked = pipelineSettings.some(name => config.sources[name] === 'code')
  if (shared === undefined || isAsked) shared = createPipeline(config)
  return shared
}

/** @throws ConfigurationError */
export function createPipeline(config: Config, own: OwnParts = {}): SpanPipeline {
  const { samplingRate, exportInterval, maxBatchSize, maxQueueSize, exitGracePeriod } =
    config.settings
  const exporter = own.exporter ?? createExporter(config)
  if (own.sampler === undefined) noteRate(config)
  const sampler = own.sampler ?? new ProbabilitySampler(samplingRate)
  const queue = { exportInterval, maxBatchSize, maxQueueSize }
  const metrics = createMetrics(config, exporter)
  const pipeline = new SpanPipeline({ exporter, sampler, ...queue, exitGracePeriod, metrics })
  metrics?.watch(pipeline.queue)
  return pipeline
}

function createMetrics(config: Config, exporter: SpanExporter): RoleMetrics | undefined {
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
