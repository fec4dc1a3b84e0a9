import { readConfigFile } from './config/config-file.js'
import { type Config, loadConfig } from './config/load-config.js'
import type { OptionName, Settings, SettingsInput } from './config/options.js'
import { findProgram, type Program } from './config/program.js'
import { ConfigurationError, describeValue } from './diagnostics/errors.js'
import { logger } from './diagnostics/logger.js'
import { type ExporterName, exporterNames, exporters } from './export/registry.js'
import { describeError } from './hooks/guard.js'
import { type Restore, restoreAll } from './hooks/restore.js'
import { HostnameBlacklist } from './integrations/hostnames.js'
import type { IntegrationContext } from './integrations/integration.js'
import { Redaction } from './integrations/redaction.js'
import { type IntegrationName, integrations } from './integrations/registry.js'
import { claimProcess } from './only-copy.js'
import { ProbabilitySampler } from './trace/sampler.js'
import type { SpanTracer } from './trace/tracer.js'
import { Tracer } from './tracer.js'

/** Settings, and a tracer of the program's own in place of the one that they describe. */
export interface TraceOptions extends SettingsInput {
  readonly tracer?: SpanTracer | undefined
}

const turnedOn = new Map<IntegrationName, Restore>()
/** The tracer that the last settings made; serves calls that bring none of their own. */
let sharedTracer: Tracer | undefined
let release: Restore | undefined

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
  const { tracer, ...input } = traceOptions
  const program = findProgram(process.argv[1], process.cwd())
  const config = readConfig(input, program)
  logger.level = config.settings.logLevel
  const context = createContext(config, tracer ?? findTracer(config, program))
  return names.filter(name => turnOn(name, context))
}

/** Turns integrations off again; all that are on when no names are given. */
export function untraceIntegrations(
  names: readonly IntegrationName[] = [...turnedOn.keys()]
): void {
  for (const name of names) {
    turnedOn.get(name)?.()
    turnedOn.delete(name)
  }
  if (turnedOn.size > 0) return
  release?.()
  release = undefined
}

/**
 * What the preload does: all of it from environment and file. Never throws; one line on stderr says
 * why the program runs untraced. For programs that are bundled together with the agent.
 *
 * @returns the names that were turned on
 */
export function startFromEnvironment(): IntegrationName[] {
  try {
    const { settings } = readConfig({}, findProgram(process.argv[1], process.cwd()))
    // Whatever the user wrote; an unknown name is warned about.
    return traceIntegrations(settings.integrations as IntegrationName[])
  } catch (error) {
    const reason = error instanceof ConfigurationError ? error.message : describeError(error)
    logger.error('start', `${reason}; the program runs untraced`)
    return []
  }
}

function readConfig(input: SettingsInput, program: Program): Config {
  const file = readConfigFile(process.env['OUTSPAN_CONFIG_FILE'], program.directory)
  const config = loadConfig(input, process.env, file)
  if (config.unknown.length > 0) {
    logger.warn('unknown settings', `${file?.path} has unknown settings: ${config.unknown}`)
  }
  return config
}

function createContext(config: Config, tracer: SpanTracer): IntegrationContext {
  const { blacklistHostnames, redactedQueryParameters } = config.settings
  return {
    tracer,
    blacklist: fromSource(config, 'blacklistHostnames', () => {
      return new HostnameBlacklist(blacklistHostnames)
    }),
    redaction: new Redaction(redactedQueryParameters)
  }
}

const tracerSettings = [
  'connectionString',
  'instrumentationKey',
  'serviceName',
  'serviceInstance',
  'samplingRate',
  'exporter',
  'exportInterval',
  'maxBatchSize',
  'maxQueueSize'
] as const satisfies readonly OptionName[]

function findTracer(config: Config, program: Program): Tracer {
  const isAsked = tracerSettings.some(name => config.sources[name] === 'code')
  if (sharedTracer === undefined || isAsked) sharedTracer = createTracer(config, program)
  return sharedTracer
}

function createTracer(config: Config, program: Program): Tracer {
  const { settings } = config
  const name = settings.exporter as ExporterName
  if (!exporterNames.includes(name)) throw unknownExporter(config)
  const target = chooseTarget(config)
  const exporter = fromSource(config, 'connectionString', () =>
    exporters[name]({
      ...target,
      serviceName: settings.serviceName ?? program.name,
      serviceInstance: settings.serviceInstance ?? instanceOf(process.env)
    })
  )
  const sampler = new ProbabilitySampler(settings.samplingRate)
  return new Tracer({ exporter, sampler, ...queueSettings(settings) })
}

/**
 * One source for key and endpoint. Both in code, or both outside: the connection string wins; a
 * bare key in code wins over a connection string outside.
 */
function chooseTarget({ settings, sources }: Config): Partial<Settings> {
  const { connectionString, instrumentationKey } = settings
  const isKeyInCode = sources.instrumentationKey === 'code' && sources.connectionString !== 'code'
  return isKeyInCode ? { instrumentationKey } : { connectionString, instrumentationKey }
}

function queueSettings({ exportInterval, maxBatchSize, maxQueueSize }: Settings) {
  return { exportInterval, maxBatchSize: Math.min(maxBatchSize, maxQueueSize), maxQueueSize }
}

function unknownExporter({ settings, sources }: Config): ConfigurationError {
  const problem = `${describeValue(settings.exporter)} is not allowed, but one of ${exporterNames.join(', ')}`
  return new ConfigurationError('ERR_OPTION', 'exporter', problem, sources.exporter)
}

function instanceOf(environment: NodeJS.ProcessEnv): string | undefined {
  const attributes = environment['OTEL_RESOURCE_ATTRIBUTES'] ?? ''
  return /(?:^|,)\s*service\.instance\.id=([^,]+)/.exec(attributes)?.[1]?.trim()
}

/** Says where a value came from when only its user finds out that it is wrong. */
function fromSource<T>(config: Config, name: OptionName, make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw error instanceof ConfigurationError ? error.from(config.sources[name]) : error
  }
}

function turnOn(name: IntegrationName, context: IntegrationContext): boolean {
  if (!Object.hasOwn(integrations, name)) {
    const known = Object.keys(integrations).join(', ')
    logger.warn(
      `integration ${name}`,
      `there is no integration ${describeValue(name)}; known: ${known}`
    )
    return false
  }
  release ??= claimProcess()
  if (release === undefined) return false
  turnedOn.get(name)?.()
  turnedOn.delete(name)
  try {
    turnedOn.set(name, enableAll(name, context))
    return true
  } catch (error) {
    const reason = describeError(error)
    logger.warn(`integration ${name}`, `the integration ${name} failed and is left out: ${reason}`)
    return false
  }
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
