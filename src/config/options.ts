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

/** One setting: where it may come from, what it may be, and what it is for. */
export interface Option<T> {
  /** Environment variables, the first that is set wins. */
  readonly variables: readonly string[]
  /** Other names in code and file. */
  readonly aliases?: readonly string[]
  readonly default: T
  /** Takes typed values of code and file, and the text of a variable. @throws ConfigurationError */
  readonly parse: (value: unknown, name: string) => Exclude<T, undefined>
  /** For the table in the README: what it is, and the default where that is worked out. */
  readonly about: string
}

const metricGroups = ['standard', 'durations', 'items'] as const
/** Metrics that the agent makes by itself. */
export type MetricGroup = (typeof metricGroups)[number]

/** Every setting; the README's table is checked against this one. */
export const options = {
  connectionString: option<string | undefined>({
    variables: ['APPLICATIONINSIGHTS_CONNECTION_STRING'],
    default: undefined,
    parse: parseSecret,
    about: 'of your Application Insights resource'
  }),
  instrumentationKey: option<string | undefined>({
    variables: ['APPINSIGHTS_INSTRUMENTATIONKEY'],
    default: undefined,
    parse: parseSecret,
    about: 'a bare key; deprecated, use the connection string'
  }),
  serviceName: option<string | undefined>({
    variables: ['OTEL_SERVICE_NAME'],
    default: undefined,
    parse: parseText,
    about:
      'cloud role; else `service.name` in `OTEL_RESOURCE_ATTRIBUTES`, else what App Service, Functions, Container Apps or Kubernetes say, else the name in package.json'
  }),
  serviceInstance: option<string | undefined>({
    variables: [],
    default: undefined,
    parse: parseText,
    about: 'cloud role instance; else the same of pod or instance, else the host name'
  }),
  serviceVersion: option<string | undefined>({
    variables: [],
    default: undefined,
    parse: parseText,
    about:
      'application version; else `service.version` in `OTEL_RESOURCE_ATTRIBUTES`, else that of package.json'
  }),
  samplingRate: option<number>({
    variables: ['OUTSPAN_SAMPLING_RATE', 'OTEL_TRACES_SAMPLER_ARG'],
    default: 1,
    parse: parseNumber('ERR_SAMPLING_RATE', 0, 1),
    about: 'share of traces that is kept, 0.0 to 1.0'
  }),
  integrations: option<readonly string[]>({
    variables: ['OUTSPAN_INTEGRATIONS'],
    default: ['http', 'http-server', 'express', 'fastify', 'koa', 'nestjs'],
    parse: parseTexts,
    about: 'names, turned on by the preload'
  }),
  blacklistHostnames: option<readonly (string | RegExp)[]>({
    variables: ['OUTSPAN_BLACKLIST_HOSTNAMES', 'OUTSPAN_EXCLUDELIST_HOSTNAMES'],
    aliases: ['excludelistHostnames'],
    default: [],
    parse: parseList,
    about:
      'hosts that get neither span nor header, nor do requests to them: `host`, `host:port`, `*.suffix`, `/regex/`, a socket path'
  }),
  blacklistPaths: option<readonly (string | RegExp)[]>({
    variables: ['OUTSPAN_BLACKLIST_PATHS', 'OUTSPAN_EXCLUDELIST_PATHS'],
    aliases: ['excludelistPaths'],
    default: [],
    parse: parseList,
    about:
      'incoming requests that get no span: `/path` with all below it, `/` for the root alone, `https://host/path`'
  }),
  traceCallsOfBlacklistedRequests: option<boolean>({
    variables: ['OUTSPAN_TRACE_CALLS_OF_BLACKLISTED_REQUESTS'],
    default: false,
    parse: parseBoolean,
    about: 'whether calls made while such a request is served are traced, each a trace of its own'
  }),
  trustIncomingTraceContext: option<boolean>({
    variables: ['OUTSPAN_TRUST_INCOMING_TRACE_CONTEXT'],
    default: true,
    parse: parseBoolean,
    about: 'whether the trace that a request comes with goes on; `false` at an untrusted edge'
  }),
  trustForwardedHeaders: option<boolean>({
    variables: ['OUTSPAN_TRUST_FORWARDED_HEADERS'],
    default: false,
    parse: parseBoolean,
    about: 'whether `X-Forwarded-For`, `-Proto` and `-Host` say who called and what; behind a proxy'
  }),
  propagationBlacklist: option<readonly (string | RegExp)[]>({
    variables: ['OUTSPAN_PROPAGATION_BLACKLIST'],
    default: [],
    parse: parseList,
    about: 'hosts that get a span but no header; entries as above'
  }),
  expectedStatusCodes: option<Readonly<Record<string, readonly number[]>>>({
    variables: ['OUTSPAN_EXPECTED_STATUS_CODES'],
    default: {},
    parse: parseObject,
    about: 'by host, or `*`, the codes that are no failures: `{"api.example.com": [404]}`'
  }),
  captureRequestHeaders: option<readonly string[]>({
    variables: ['OUTSPAN_CAPTURE_REQUEST_HEADERS'],
    default: [],
    parse: parseTexts,
    about: 'headers that become properties of the span'
  }),
  captureResponseHeaders: option<readonly string[]>({
    variables: ['OUTSPAN_CAPTURE_RESPONSE_HEADERS'],
    default: [],
    parse: parseTexts,
    about: 'the same for the response'
  }),
  redactedQueryParameters: option<readonly string[] | undefined>({
    variables: ['OUTSPAN_REDACTED_QUERY_PARAMETERS'],
    default: undefined,
    parse: parseTexts,
    about: 'whose values are hidden, instead of the default list; `*` for all'
  }),
  azureDependencyTypes: option<boolean>({
    variables: ['OUTSPAN_AZURE_DEPENDENCY_TYPES'],
    default: false,
    parse: parseBoolean,
    about: "Azure's own services are shown by their types and names, told by their hosts"
  }),
  numericResultCodes: option<boolean>({
    variables: ['OUTSPAN_NUMERIC_RESULT_CODES'],
    default: false,
    parse: parseBoolean,
    about: 'the result code without a response is `0`, and not the name of the error'
  }),
  exporter: option<string>({
    variables: ['OUTSPAN_EXPORTER'],
    default: 'azure',
    parse: parseText,
    about: '`azure`, `console` or `console-json`'
  }),
  exportInterval: option<number>({
    variables: ['OUTSPAN_EXPORT_INTERVAL'],
    default: 5_000,
    parse: parseNumber('ERR_OPTION', 1, 3_600_000),
    about: 'longest wait of a span in memory, milliseconds'
  }),
  maxBatchSize: option<number>({
    variables: ['OUTSPAN_MAX_BATCH_SIZE'],
    default: 500,
    parse: parseWholeNumber(1, 64_000),
    about: 'spans exported at a time'
  }),
  maxQueueSize: option<number>({
    variables: ['OUTSPAN_MAX_QUEUE_SIZE'],
    default: 8192,
    parse: parseWholeNumber(1, 1_000_000),
    about: 'spans kept in memory; beyond it they are dropped and counted'
  }),
  exitGracePeriod: option<number>({
    variables: ['OUTSPAN_EXIT_GRACE_PERIOD'],
    default: 2_000,
    parse: parseNumber('ERR_OPTION', 0, 60_000),
    about: 'longest delay of the end of the process while spans are delivered, milliseconds'
  }),
  enableLocalStorage: option<boolean>({
    variables: ['OUTSPAN_ENABLE_LOCAL_STORAGE'],
    default: true,
    parse: parseBoolean,
    about: 'whether what cannot be delivered is kept on disk; else in memory, 8 MiB'
  }),
  storageDirectory: option<string | undefined>({
    variables: ['OUTSPAN_STORAGE_DIRECTORY'],
    default: undefined,
    parse: parseText,
    about: 'where that is; else the temporary directory, and on Windows memory'
  }),
  storageMaxBytes: option<number>({
    variables: ['OUTSPAN_STORAGE_MAX_BYTES'],
    default: 52_428_800,
    parse: parseWholeNumber(2_097_152, 1_099_511_627_776),
    about: 'of it; beyond it the oldest is dropped and counted'
  }),
  metrics: option<readonly MetricGroup[]>({
    variables: ['OUTSPAN_METRICS'],
    default: [],
    parse: parseSomeOf(metricGroups),
    about: '`standard`, `durations`, `items`: which metrics are exported without code'
  }),
  metricsExportInterval: option<number>({
    variables: ['OUTSPAN_METRICS_EXPORT_INTERVAL'],
    default: 60_000,
    parse: parseNumber('ERR_OPTION', 1, 3_600_000),
    about: 'what a point of them is of, milliseconds'
  }),
  logLevel: option<LogLevel>({
    variables: ['OUTSPAN_LOG_LEVEL'],
    default: 'warn',
    parse: parseOneOf(logLevels),
    about: `${logLevels.map(level => `\`${level}\``).join(', ')}; to stderr`
  })
} as const

export type OptionName = keyof typeof options

/** Values of all settings. */
export type Settings = { readonly [Name in OptionName]: (typeof options)[Name]['default'] }

/** Settings as code gives them; what is left out comes from environment, file or default. */
export type SettingsInput = { readonly [Name in OptionName]?: Settings[Name] | undefined } & {
  readonly excludelistHostnames?: Settings['blacklistHostnames'] | undefined
  readonly excludelistPaths?: Settings['blacklistPaths'] | undefined
}

function option<T>(row: Option<T>): Option<T> {
  return row
}
