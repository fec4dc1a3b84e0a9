import { type LogLevel, logLevels } from '../diagnostics/logger.js'
import {
  parseBoolean,
  parseList,
  parseNumber,
  parseObject,
  parseOneOf,
  parseSecret,
  parseSomeOf,
  parseText,
  parseTexts,
  parseWholeNumber
} from './option-parsers.js'

/** One setting: where it may come from, and what it may be. */
export interface Option<T> {
  /** Environment variables, the first that is set wins. */
  readonly variables: readonly string[]
  /** Other names in code and file. */
  readonly aliases?: readonly string[]
  readonly default: T
  /** Takes typed values of code and file, and the text of a variable. @throws ConfigurationError */
  readonly parse: (value: unknown, name: string) => Exclude<T, undefined>
}

export const metricGroups = ['standard', 'durations', 'items'] as const
/** Metrics that the agent makes by itself. */
export type MetricGroup = (typeof metricGroups)[number]

/** Every setting. What is said of each one is what editors show of it, and the tables of the docs. */
export const options = {
  /** Connection string of your Application Insights resource. */
  connectionString: option<string | undefined>({
    variables: ['APPLICATIONINSIGHTS_CONNECTION_STRING'],
    default: undefined,
    parse: parseSecret
  }),
  /** A bare key; deprecated, use the connection string. */
  instrumentationKey: option<string | undefined>({
    variables: ['APPINSIGHTS_INSTRUMENTATIONKEY'],
    default: undefined,
    parse: parseSecret
  }),
  /**
   * Cloud role; else `service.name` in `OTEL_RESOURCE_ATTRIBUTES`, else what App Service,
   * Functions, Container Apps or Kubernetes say, else the name in package.json.
   */
  serviceName: option<string | undefined>({
    variables: ['OTEL_SERVICE_NAME'],
    default: undefined,
    parse: parseText
  }),
  /**
   * Cloud role instance; else `k8s.pod.name` or `service.instance.id` in `OTEL_RESOURCE_ATTRIBUTES`,
   * else what App Service, Functions or Container Apps say, else the host name.
   */
  serviceInstance: option<string | undefined>({
    variables: [],
    default: undefined,
    parse: parseText
  }),
  /**
   * Application version; else `service.version` in `OTEL_RESOURCE_ATTRIBUTES`, else that of
   * package.json.
   */
  serviceVersion: option<string | undefined>({
    variables: [],
    default: undefined,
    parse: parseText
  }),
  /** Share of traces that is kept, 0.0 to 1.0. */
  samplingRate: option<number>({
    // Of the last two, see sampler-variables.ts.
    variables: ['OUTSPAN_SAMPLING_RATE', 'OTEL_TRACES_SAMPLER', 'OTEL_TRACES_SAMPLER_ARG'],
    default: 1,
    parse: parseNumber('ERR_SAMPLING_RATE', 0, 1)
  }),
  /** Names of the integrations that the preload turns on. */
  integrations: option<readonly string[]>({
    variables: ['OUTSPAN_INTEGRATIONS'],
    default: ['http', 'http-server', 'express', 'fastify', 'koa', 'nestjs'],
    parse: parseTexts
  }),
  /**
   * Hosts that are called without span and header, and served without a span: `host`, `host:port`,
   * `*.suffix`, `/regex/`, a socket path.
   */
  blacklistHostnames: option<readonly (string | RegExp)[]>({
    variables: ['OUTSPAN_BLACKLIST_HOSTNAMES', 'OUTSPAN_EXCLUDELIST_HOSTNAMES'],
    aliases: ['excludelistHostnames'],
    default: [],
    parse: parseList
  }),
  /**
   * Incoming requests that get no span: `/path` with all below it, `/` for the root alone,
   * `https://host/path`.
   */
  blacklistPaths: option<readonly (string | RegExp)[]>({
    variables: ['OUTSPAN_BLACKLIST_PATHS', 'OUTSPAN_EXCLUDELIST_PATHS'],
    aliases: ['excludelistPaths'],
    default: [],
    parse: parseList
  }),
  /** Whether calls made for a blacklisted request are traced, each a trace of its own. */
  traceCallsOfBlacklistedRequests: option<boolean>({
    variables: ['OUTSPAN_TRACE_CALLS_OF_BLACKLISTED_REQUESTS'],
    default: false,
    parse: parseBoolean
  }),
  /** Whether the trace that a request comes with goes on; `false` at an untrusted edge. */
  trustIncomingTraceContext: option<boolean>({
    variables: ['OUTSPAN_TRUST_INCOMING_TRACE_CONTEXT'],
    default: true,
    parse: parseBoolean
  }),
  /** Whether `X-Forwarded-For`, `-Proto` and `-Host` say who called and what; behind a proxy. */
  trustForwardedHeaders: option<boolean>({
    variables: ['OUTSPAN_TRUST_FORWARDED_HEADERS'],
    default: false,
    parse: parseBoolean
  }),
  /** Hosts that get a span but no header; entries as for `blacklistHostnames`. */
  propagationBlacklist: option<readonly (string | RegExp)[]>({
    variables: ['OUTSPAN_PROPAGATION_BLACKLIST'],
    default: [],
    parse: parseList
  }),
  /** By host, or `*`, the codes that are no failures: `{"api.example.com": [404]}`. */
  expectedStatusCodes: option<Readonly<Record<string, readonly number[]>>>({
    variables: ['OUTSPAN_EXPECTED_STATUS_CODES'],
    default: {},
    parse: parseObject
  }),
  /** Headers of the request that become properties of the span. */
  captureRequestHeaders: option<readonly string[]>({
    variables: ['OUTSPAN_CAPTURE_REQUEST_HEADERS'],
    default: [],
    parse: parseTexts
  }),
  /** Headers of the response that become properties of the span. */
  captureResponseHeaders: option<readonly string[]>({
    variables: ['OUTSPAN_CAPTURE_RESPONSE_HEADERS'],
    default: [],
    parse: parseTexts
  }),
  /** Query parameters whose values are hidden in URLs, instead of the default list; `*` for all. */
  redactedQueryParameters: option<readonly string[] | undefined>({
    variables: ['OUTSPAN_REDACTED_QUERY_PARAMETERS'],
    default: undefined,
    parse: parseTexts
  }),
  /** Whether Azure's own services are shown by their types and names, told by their hosts. */
  azureDependencyTypes: option<boolean>({
    variables: ['OUTSPAN_AZURE_DEPENDENCY_TYPES'],
    default: false,
    parse: parseBoolean
  }),
  /** Whether the result code without a response is `0`, and not the name of the error. */
  numericResultCodes: option<boolean>({
    variables: ['OUTSPAN_NUMERIC_RESULT_CODES'],
    default: false,
    parse: parseBoolean
  }),
  /** Where spans go: `azure`, `console` or `console-json`. */
  exporter: option<string>({
    variables: ['OUTSPAN_EXPORTER'],
    default: 'azure',
    parse: parseText
  }),
  /** Longest wait of a span in memory, milliseconds. */
  exportInterval: option<number>({
    variables: ['OUTSPAN_EXPORT_INTERVAL'],
    default: 5_000,
    parse: parseNumber('ERR_OPTION', 1, 3_600_000)
  }),
  /** Spans exported at a time. */
  maxBatchSize: option<number>({
    variables: ['OUTSPAN_MAX_BATCH_SIZE'],
    default: 500,
    parse: parseWholeNumber(1, 64_000)
  }),
  /** Spans kept in memory; beyond it they are dropped and counted. */
  maxQueueSize: option<number>({
    variables: ['OUTSPAN_MAX_QUEUE_SIZE'],
    default: 8192,
    parse: parseWholeNumber(1, 1_000_000)
  }),
  /** Longest delay of the end of the process while spans are delivered, milliseconds. */
  exitGracePeriod: option<number>({
    variables: ['OUTSPAN_EXIT_GRACE_PERIOD'],
    default: 2_000,
    parse: parseNumber('ERR_OPTION', 0, 60_000)
  }),
  /** Whether what cannot be delivered is kept on disk; else in memory, 8 MiB. */
  enableLocalStorage: option<boolean>({
    variables: ['OUTSPAN_ENABLE_LOCAL_STORAGE'],
    default: true,
    parse: parseBoolean
  }),
  /** Where undelivered telemetry is kept; else the temporary directory, and on Windows memory. */
  storageDirectory: option<string | undefined>({
    variables: ['OUTSPAN_STORAGE_DIRECTORY'],
    default: undefined,
    parse: parseText
  }),
  /** Room for what is kept on disk; beyond it the oldest is dropped and counted. */
  storageMaxBytes: option<number>({
    variables: ['OUTSPAN_STORAGE_MAX_BYTES'],
    default: 52_428_800,
    parse: parseWholeNumber(2_097_152, 1_099_511_627_776)
  }),
  /** Metrics that are exported without code: `standard`, `durations`, `items`. */
  metrics: option<readonly MetricGroup[]>({
    variables: ['OUTSPAN_METRICS'],
    default: [],
    parse: parseSomeOf(metricGroups)
  }),
  /** Time that one point of a metric covers, milliseconds. */
  metricsExportInterval: option<number>({
    variables: ['OUTSPAN_METRICS_EXPORT_INTERVAL'],
    default: 60_000,
    parse: parseNumber('ERR_OPTION', 1, 3_600_000)
  }),
  /** How much is said on stderr: `off`, `error`, `warn`, `info`, `debug`. */
  logLevel: option<LogLevel>({
    variables: ['OUTSPAN_LOG_LEVEL'],
    default: 'warn',
    parse: parseOneOf(logLevels)
  })
} as const

export type OptionName = keyof typeof options

/** Values of all settings. Not over `OptionName`: docstrings come along with `keyof` itself alone. */
export type Settings = {
  readonly [Name in keyof typeof options]: (typeof options)[Name]['default']
}

/** Settings as code gives them; what is left out comes from environment, file or default. */
export type SettingsInput = { readonly [Name in keyof Settings]?: Settings[Name] | undefined } & {
  /** Another name of `blacklistHostnames`. */
  readonly excludelistHostnames?: Settings['blacklistHostnames'] | undefined
  /** Another name of `blacklistPaths`. */
  readonly excludelistPaths?: Settings['blacklistPaths'] | undefined
}

function option<T>(row: Option<T>): Option<T> {
  return row
}
