import { ConfigurationError } from '../diagnostics/errors.js'
import { type ConfigFile, openCensusName } from './config-file.js'
import { type OpenCensusArguments, readOpenCensusClass } from './opencensus-class.js'
import type { OptionName } from './options.js'

type Values = Partial<Record<OptionName, unknown>>

/** The settings of OpenCensus Python in a configuration file, under our names. */
export interface OpenCensusBlock extends ConfigFile {
  /** What there is no setting for. */
  readonly ignored: readonly string[]
}

/**
 * Reads `{"OPENCENSUS": {"TRACE": {…}}}` as the integrations of OpenCensus Python for Django, Flask
 * and Pyramid do.
 *
 * @throws ConfigurationError naming the place in the block
 */
export function readOpenCensusBlock({ path, values }: ConfigFile): OpenCensusBlock | undefined {
  if (values[openCensusName] === undefined) return undefined
  try {
    const block = readBlock(values[openCensusName])
    // Key and endpoint have to come from one source.
    const isTargetElsewhere = 'connectionString' in values || 'instrumentationKey' in values
    const target = { connectionString: undefined, instrumentationKey: undefined }
    const taken = isTargetElsewhere ? { ...block.values, ...target } : block.values
    return { path: `${openCensusName} in ${path}`, values: taken, ignored: block.ignored }
  } catch (error) {
    throw error instanceof ConfigurationError ? error.from(path) : error
  }
}

function readBlock(block: unknown): { readonly values: Values; readonly ignored: string[] } {
  const { TRACE: trace = {}, ...others } = readObject(block, openCensusName)
  const ignored = Object.keys(others).map(name => `${openCensusName}.${name}`)
  let values: Values = {}
  for (const [name, value] of Object.entries(readObject(trace, `${openCensusName}.TRACE`))) {
    // Python's None: as if it were not there.
    if (value !== null) values = { ...values, ...readSetting(name, value, values, ignored) }
  }
  return { values, ignored }
}

function readSetting(name: string, value: unknown, before: Values, ignored: string[]): Values {
  const setting = `${openCensusName}.TRACE.${name}`
  const classes = classesOf.get(name)
  if (classes) return readOpenCensusClass(value, classes, setting, ignored)
  const option = lists.get(name)
  // Both words may be there, for an old and a new version of OpenCensus.
  if (option) return { [option]: [before[option] ?? [], value].flat() }
  ignored.push(setting)
  return {}
}

const lists: ReadonlyMap<string, OptionName> = new Map([
  ['BLACKLIST_HOSTNAMES', 'blacklistHostnames'],
  ['EXCLUDELIST_HOSTNAMES', 'blacklistHostnames'],
  ['BLACKLIST_PATHS', 'blacklistPaths'],
  ['EXCLUDELIST_PATHS', 'blacklistPaths']
])

type Read = (given: OpenCensusArguments) => Values

/** As in OpenCensus Python, where a sampler without a rate keeps one trace of 10,000. */
const rateOfProbabilitySampler = 1e-4

const samplers = new Map<string, Read>([
  ['AlwaysOnSampler', () => ({ samplingRate: 1 })],
  ['AlwaysOffSampler', () => ({ samplingRate: 0 })],
  [
    'ProbabilitySampler',
    given => ({ samplingRate: given.take('rate', 0) ?? rateOfProbabilitySampler })
  ]
])

const exporters = new Map<string, Read>([
  ['PrintExporter', () => ({ exporter: 'console' })],
  ['AzureExporter', readAzureExporter]
])

function readAzureExporter(given: OpenCensusArguments): Values {
  const seconds = given.take('export_interval')
  return {
    exporter: 'azure',
    connectionString: given.take('connection_string'),
    instrumentationKey: given.take('instrumentation_key'),
    serviceName: given.take('service_name'),
    exportInterval: typeof seconds === 'number' ? seconds * 1_000 : seconds,
    maxBatchSize: given.take('max_batch_size'),
    maxQueueSize: given.take('queue_capacity'),
    enableLocalStorage: given.take('enable_local_storage'),
    storageDirectory: given.take('storage_path'),
    storageMaxBytes: given.take('storage_max_size')
  }
}

const classesOf = new Map<string, ReadonlyMap<string, Read>>([
  ['SAMPLER', samplers],
  ['EXPORTER', exporters],
  // W3C Trace Context is what we do anyway.
  ['PROPAGATOR', new Map([['TraceContextPropagator', () => ({})]])]
])

function readObject(value: unknown, setting: string): Readonly<Record<string, unknown>> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (isObject) return value as Readonly<Record<string, unknown>>
  const problem = 'it holds no JSON object; allowed is { "TRACE": { "SAMPLER": … } }'
  throw new ConfigurationError('ERR_OPTION', setting, problem)
}
