import type { AzureMetricsExporter } from './azure-metrics-exporter.js'
import type { Config } from './config/load-config.js'
import type { OptionName, SettingsInput } from './config/options.js'
import { ConfigurationError, describeError, describeValue } from './diagnostics/errors.js'
import { logger } from './diagnostics/logger.js'
import type { SpanExporter } from './export/exporter.js'
import { type ExporterName, exporterNames, exporters } from './export/registry.js'
import { guarded } from './hooks/guard.js'
import { type Restore, restoreAll } from './hooks/restore.js'
import { HostnameBlacklist } from './integrations/hostnames.js'
import type { IncomingRules } from './integrations/incoming/incoming-requests.js'
import { PathBlacklist } from './integrations/incoming/paths.js'
import { RequestBlacklist } from './integrations/incoming/request-blacklist.js'
import type { IntegrationContext } from './integrations/integration.js'
import { OpenSpans } from './integrations/open-spans.js'
import { ExpectedStatus } from './integrations/outgoing/expected-status.js'
import type { HostRules } from './integrations/outgoing/peer.js'
import type { RequestHooks } from './integrations/outgoing/request-hooks.js'
import { type IntegrationName, integrations } from './integrations/registry.js'
import { beforeLastFlush } from './last-flush.js'
import { observeCalls } from './observe-calls.js'
import { claimProcess } from './only-copy.js'
import { warnOfOtherAgents, watchForOtherAgents } from './other-agents.js'
import type { RunState } from './run-report/run-report.js'
import { readSettings, selectAzureOptions, usedTargets, withSource } from './settings.js'
import { Redaction } from './trace/redaction.js'
import { ProbabilitySampler, type Sampler } from './trace/sampler.js'
import type { SpanTracer } from './trace/tracer.js'
import { sumStats, Tracer } from './tracer.js'

/** Settings, hooks, and a tracer of the program's own in place of the one that they describe. */
export interface TraceOptions extends SettingsInput, RequestHooks {
  readonly tracer?: SpanTracer | undefined
}

const turnedOn = new Map<IntegrationName, Restore>()
/** The tracer that the last settings made; serves calls that bring none of their own. */
let sharedTracer: Tracer | undefined
let release: Restore | undefined
const openSpans = new OpenSpans()
beforeLastFlush(() => {
  openSpans.endAll()
  if (turnedOn.size > 0) warnOfOtherAgents()
})

/**
 * Turns integrations on by name, at any time. A name that is unknown, or whose integration fails,
 * is warned about and left out. One that is on already goes on with the new options.
 *
 * @returns the names that were turned on
 * @throws ConfigurationError when an option is invalid
 */
export function traceIntegrations(
  names: readonly IntegrationName[],
  traceOptions: TraceOptions = {}
): IntegrationName[] {
  const { tracer, ignoreRequest, onRequest, onResponse, ...code } = traceOptions
  const hooks = { ignoreRequest, onRequest, onResponse }
  return turnOnAll(names, 'code', readSettings(code), hooks, tracer)
}

/** Turns integrations off again; all that are on when no names are given. */
export function untraceIntegrations(
  names: readonly IntegrationName[] = [...turnedOn.keys()]
): void {
  for (const name of names) turnOff(name)
  if (turnedOn.size > 0) return
  release?.()
  release = undefined
}

/** What code gives in place of what settings describe. */
interface OwnParts {
  readonly exporter?: SpanExporter | undefined
  readonly sampler?: Sampler | undefined
}

/**
 * What a middleware traces its requests with, beside an integration that it needs on; undefined when
 * another copy of the agent has the process.
 *
 * @throws ConfigurationError when an option is invalid
 */
export function prepareContext(
  name: IntegrationName,
  { tracer, ignoreRequest, onRequest, onResponse, ...code }: TraceOptions,
  own: OwnParts
): IntegrationContext | undefined {
  const config = readSettings(code)
  const hooks = { ignoreRequest, onRequest, onResponse }
  const hasOwn = own.exporter !== undefined || own.sampler !== undefined
  const chosen = tracer ?? (hasOwn ? createTracer(config, own) : findTracer(config))
  const context = createContext(config, hooks, chosen)
  return turnedOn.has(name) || turnOn(name, context) ? context : undefined
}

/**
 * The tracer that integrations use when they are given none: the preload's, or one made from
 * environment and file now.
 *
 * @throws ConfigurationError when these do not make one
 */
export function getTracer(): Tracer {
  return sharedTracer ?? findTracer(readSettings({}))
}

/**
 * What the preload does: all of it from environment and file. Never throws; one line on stderr says
 * why the program runs untraced. For programs that are bundled together with the agent.
 *
 * @returns the names that were turned on
 */
export function startFromEnvironment(): IntegrationName[] {
  try {
    const config = readSettings({})
    return turnOnAll(config.settings.integrations, config.sources.integrations, config, {})
  } catch (error) {
    const reason = error instanceof ConfigurationError ? error.message : describeError(error)
    logger.error('start', `${reason}; the program runs untraced`)
    return []
  }
}

/** @param names whatever the user wrote, and `source` where */
function turnOnAll(
  names: readonly string[],
  source: string,
  config: Config,
  hooks: RequestHooks,
  tracer: SpanTracer = findTracer(config)
): IntegrationName[] {
  logger.level = config.settings.logLevel
  const context = createContext(config, hooks, tracer)
  watchForOtherAgents()
  return names.filter(name => isKnown(name, source)).filter(name => turnOn(name, context))
}

function isKnown(name: string, source: string): name is IntegrationName {
  if (Object.hasOwn(integrations, name)) return true
  const known = Object.keys(integrations).join(', ')
  const problem = `there is no integration ${describeValue(name)} (from ${source})`
  logger.warn(`integration ${name}`, `${problem}; known: ${known}`)
  return false
}

function createContext(
  config: Config,
  hooks: RequestHooks,
  tracer: SpanTracer
): IntegrationContext {
  const { settings } = config
  const capturedHeaders = {
    request: settings.captureRequestHeaders.map(name => name.toLowerCase()),
    response: settings.captureResponseHeaders.map(name => name.toLowerCase())
  }
  const redaction = new Redaction(settings.redactedQueryParameters)
  const observer = observeCalls(readRunState)
  const hosts = createHostRules(config)
  const incoming = createIncomingRules(config, hosts)
  return { tracer, hosts, incoming, redaction, capturedHeaders, hooks, openSpans, observer }
}

/** For doctor. */
function readRunState(): RunState {
  return { integrations: [...turnedOn.keys()], targets: usedTargets, stats: sumStats() }
}

function createHostRules(config: Config): HostRules {
  const { settings } = config
  const listOf = (name: 'blacklistHostnames' | 'propagationBlacklist') =>
    withSource(config, () => new HostnameBlacklist(settings[name], name))
  return {
    blacklist: listOf('blacklistHostnames'),
    propagationBlacklist: listOf('propagationBlacklist'),
    expectedStatus: withSource(config, () => {
      return new ExpectedStatus(settings.expectedStatusCodes)
    })
  }
}

function createIncomingRules(config: Config, { blacklist }: HostRules): IncomingRules {
  const { settings } = config
  const paths = withSource(config, () => new PathBlacklist(settings.blacklistPaths))
  return {
    blacklist: new RequestBlacklist(paths, blacklist),
    traceCallsOfBlacklisted: settings.traceCallsOfBlacklistedRequests,
    trustTraceContext: settings.trustIncomingTraceContext,
    trustForwardedHeaders: settings.trustForwardedHeaders
  }
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

function findTracer(config: Config): Tracer {
  const isAsked = tracerSettings.some(name => config.sources[name] === 'code')
  if (sharedTracer === undefined || isAsked) sharedTracer = createTracer(config)
  return sharedTracer
}

function createTracer(config: Config, own: OwnParts = {}): Tracer {
  const { samplingRate, exportInterval, maxBatchSize, maxQueueSize, exitGracePeriod } =
    config.settings
  const exporter = own.exporter ?? createExporter(config)
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
  return withSource(config, () => exporters[name](selectAzureOptions(config)))
}

function isExporterName(name: string): name is ExporterName {
  return Object.hasOwn(exporters, name)
}

function unknownExporter({ settings, sources }: Config): ConfigurationError {
  const allowed = `one of ${exporterNames.join(', ')}`
  const problem = `${describeValue(settings.exporter)} is not allowed, but ${allowed}`
  return new ConfigurationError('ERR_OPTION', 'exporter', problem, sources.exporter)
}

function turnOn(name: IntegrationName, context: IntegrationContext): boolean {
  release ??= claimProcess()
  if (release === undefined) return false
  turnOff(name)
  try {
    turnedOn.set(name, enableAll(name, context))
    return true
  } catch (error) {
    const reason = describeError(error)
    logger.warn(`integration ${name}`, `the integration ${name} failed and is left out: ${reason}`)
    return false
  }
}

function turnOff(name: IntegrationName): void {
  turnedOn.get(name)?.()
  turnedOn.delete(name)
  // Nobody watches them any more.
  openSpans.endAll()
}

function enableAll(name: IntegrationName, context: IntegrationContext): Restore {
  const restores: Restore[] = []
  try {
    for (const part of integrations[name]) restores.push(part.enable(context))
    return restoreAll(restores)
  } catch (error) {
    restoreAll(restores)()
    throw error
  }
}
