export {
  startFromEnvironment,
  type TraceOptions,
  traceIntegrations,
  untraceIntegrations
} from './agent.js'
export { AzureExporter } from './azure-exporter.js'
export { AzureMetricsExporter, type AzureMetricsExporterOptions } from './azure-metrics-exporter.js'
export { ConfigurationError, type ConfigurationErrorCode } from './diagnostics/errors.js'
export type { AzureExporterOptions } from './export/azure/azure-exporter.js'
export type {
  TelemetryData,
  TelemetryEnvelope,
  TelemetryProcessor
} from './export/azure/envelope/telemetry-processor.js'
export type {
  AccessToken,
  GetToken,
  GetTokenOptions,
  TokenCredential
} from './export/azure/transport/token-credential.js'
export { ConsoleExporter, type ConsoleExporterOptions } from './export/console-exporter.js'
export type { SpanCounter } from './export/counting-span-processor.js'
export type { SpanExporter } from './export/exporter.js'
export type { BlacklistEntry } from './integrations/hostnames.js'
export type {
  IncomingResponse,
  OutgoingRequest,
  RequestHooks
} from './integrations/outgoing/request-hooks.js'
export type { IntegrationName } from './integrations/registry.js'
export {
  type Aggregation,
  CountAggregation,
  DistributionAggregation,
  LastValueAggregation,
  SumAggregation
} from './metrics/aggregation.js'
export { type Measure, type Measurement, measureDouble, measureInt } from './metrics/measure.js'
export { type Stats, stats } from './metrics/stats.js'
export { type Tags, withTags } from './metrics/tags.js'
export { View, type ViewOptions } from './metrics/view.js'
export { getTracer } from './shared-tracer.js'
export type { TracerOptions } from './span-pipeline.js'
export type { RecordedException } from './trace/exception.js'
export {
  type CurrentTraceContext,
  currentTraceContext,
  type LogFields,
  pinoMixin,
  winstonFormat
} from './trace/log-context.js'
export {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ProbabilitySampler,
  type Sampler
} from './trace/sampler.js'
export type {
  Attributes,
  AttributeValue,
  Span,
  SpanKind,
  SpanLink,
  SpanStatus
} from './trace/span.js'
export type { SpanEvent } from './trace/span-event.js'
export { readTraceContext, type SpanContext } from './trace/trace-context.js'
export type { SpanOptions } from './trace/tracer.js'
export { Tracer } from './tracer.js'
