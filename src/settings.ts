import { type ConfigFile, readConfigFile } from './config/config-file.js'
import { type Config, loadConfig } from './config/load-config.js'
import type { OptionName, Settings, SettingsInput } from './config/options.js'
import { findProgram, type Program } from './config/program.js'
import { describeIgnoredArgument } from './config/sampler-variables.js'
import { findService } from './config/service.js'
import { ConfigurationError } from './diagnostics/errors.js'
import { logger } from './diagnostics/logger.js'
import type { AzureExporterOptions } from './export/azure/azure-exporter.js'

/**
 * All settings of this process: code over environment over file over default. What code and
 * environment leave out of the service's identity comes from the program and its platform.
 * The level of the log is in force from here on, and so for all that is wrong with the others.
 *
 * @throws ConfigurationError
 */
export function readSettings(code: SettingsInput): Config {
  const program = findProgram(process.argv[1], process.cwd())
  const file = readConfigFile(process.env['OUTSPAN_CONFIG_FILE'], program.directory)
  const config = loadConfig(code, process.env, file)
  setLogLevel(config)
  warnOfIgnored(config, file)
  return { ...config, settings: { ...config.settings, ...describeService(config, program) } }
}

function warnOfIgnored({ unknown, ignored, sources }: Config, file: ConfigFile | undefined): void {
  if (unknown.length > 0) {
    logger.warn('unknown settings', `${file?.path} has unknown settings: ${unknown.join(', ')}`)
  }
  if (ignored.length > 0) {
    const names = ignored.join(', ')
    logger.warn('OpenCensus', `${file?.path} has settings without effect: ${names}`)
  }
  const argument = describeIgnoredArgument(process.env, sources.samplingRate)
  if (argument !== undefined) logger.warn('sampler', argument)
}

let isLevelOfCode = false

/** There is one for the process: what code has said of it holds until code says something else. */
function setLogLevel({ settings, sources }: Config): void {
  const isInCode = sources.logLevel === 'code'
  if (isLevelOfCode && !isInCode) return
  isLevelOfCode = isInCode
  logger.level = settings.logLevel
}

/** A name of code or file is taken as it is; any other stands in its namespace (§5). */
function describeService({ settings, sources }: Config, program: Program): Partial<Settings> {
  const { name, namespace, instance, version } = findService(process.env, program)
  const { serviceName = name, serviceInstance = instance, serviceVersion = version } = settings
  const isExact = settings.serviceName !== undefined && sources.serviceName !== 'OTEL_SERVICE_NAME'
  const isPart = namespace !== undefined && serviceName !== undefined && !isExact
  return {
    serviceName: isPart ? `${namespace}.${serviceName}` : serviceName,
    serviceInstance,
    serviceVersion
  }
}

/** Where a tracer of this process was told to send to; the secret itself is not kept. */
export interface UsedTarget {
  /** `code`, a variable, or a file. */
  readonly source: string
  /** The last four characters of the instrumentation key. */
  readonly key: string
}

const mostUsed = 100
const used: UsedTarget[] = []
/** For doctor: two tracers of one program may have two targets. */
export const usedTargets: readonly UsedTarget[] = used

/** A sampling rate that a tracer of this process was made with. */
export interface UsedRate {
  readonly source: string
  readonly rate: number
}

const rates: UsedRate[] = []
/** For doctor: code and environment may disagree. */
export const usedRates: readonly UsedRate[] = rates

export function noteRate({ settings, sources }: Config): void {
  const rate = { source: sources.samplingRate, rate: settings.samplingRate }
  if (rates.length < mostUsed) rates.push(rate)
}

/** What the Azure exporter takes of them. */
export function selectAzureOptions(config: Config): AzureExporterOptions {
  const { serviceName, serviceInstance, serviceVersion } = config.settings
  const { redactedQueryParameters, azureDependencyTypes, numericResultCodes } = config.settings
  const { enableLocalStorage, storageDirectory, storageMaxBytes } = config.settings
  const service = { serviceName, serviceInstance, serviceVersion }
  const shown = { redactedQueryParameters, azureDependencyTypes, numericResultCodes }
  const storage = { enableLocalStorage, storageDirectory, storageMaxBytes }
  const target = selectTarget(config)
  if (used.length < mostUsed) used.push(describeTarget(target, config))
  return { ...target, ...service, ...shown, ...storage }
}

function describeTarget(
  { connectionString, instrumentationKey }: Partial<Settings>,
  { sources }: Config
): UsedTarget {
  const isBareKey = connectionString === undefined
  const source = isBareKey ? sources.instrumentationKey : sources.connectionString
  const [, keyInString] = /instrumentationkey\s*=\s*([^;]*)/i.exec(connectionString ?? '') ?? []
  return { source, key: (keyInString ?? instrumentationKey ?? '').trim().slice(-4) }
}

/**
 * One source for key and endpoint: a connection string wins over a bare key, but a bare key in code
 * wins over a connection string outside.
 */
function selectTarget({ settings, sources }: Config): Partial<Settings> {
  const { connectionString, instrumentationKey } = settings
  const isKeyInCode = sources.instrumentationKey === 'code' && sources.connectionString !== 'code'
  return isKeyInCode ? { instrumentationKey } : { connectionString, instrumentationKey }
}

/** Says where a value came from when only its user finds out that it is wrong. */
export function withSource<T>(config: Config, make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw nameSource(config, error)
  }
}

export function nameSource({ sources }: Config, error: unknown): unknown {
  if (!(error instanceof ConfigurationError)) return error
  return error.from(sources[error.setting as OptionName] ?? 'code')
}
