import { DefaultAzureCredential, type TokenCredential } from '@azure/identity'
import { expectTypeOf } from 'expect-type'
import {
  AzureExporter,
  AzureMetricsExporter,
  DistributionAggregation,
  type IntegrationName,
  measureDouble,
  type Sampler,
  type Span,
  stats,
  Tracer,
  traceIntegrations,
  View,
  withTags
} from '../../src/index.js'

// Compiled with the tests, never run: what must compile, and what must not.

const tracer = new Tracer({
  exporter: new AzureExporter({ connectionString: 'InstrumentationKey=a' })
})

expectTypeOf(traceIntegrations(['http'])).toEqualTypeOf<IntegrationName[]>()
traceIntegrations(['http'], { tracer, blacklistHostnames: ['a:80', /b/], samplingRate: 0.5 })
traceIntegrations(['http'], { excludelistHostnames: ['a'], connectionString: undefined })
// @ts-expect-error a name that is no integration
traceIntegrations(['htpp'])
// @ts-expect-error a host is a text or a RegExp
traceIntegrations(['http'], { blacklistHostnames: [7] })
// @ts-expect-error a setting that does not exist
traceIntegrations(['http'], { blackListHostnames: [] })

expectTypeOf(tracer.span('a', () => 1)).toEqualTypeOf<number>()
expectTypeOf(tracer.span('a', async span => span)).toEqualTypeOf<Promise<Span>>()
expectTypeOf(tracer.currentSpan()).toEqualTypeOf<Span | undefined>()
expectTypeOf(tracer.bind((a: number, b: string) => a + b)).parameters.toEqualTypeOf<
  [number, string]
>()
expectTypeOf({ rate: 0.5, shouldSample: (traceId: string) => traceId < '8' }).toExtend<Sampler>()

const span = tracer.startSpan('a', { kind: 'client', parent: null, attributes: { b: [1, 2] } })
// @ts-expect-error facts of a span cannot be written
span.traceId = ''
// @ts-expect-error an attribute is no object
span.setAttribute('a', {})

// What @azure/identity has, and what stands in for it.
declare const azureCredential: TokenCredential
new AzureExporter({ credential: azureCredential })
new AzureExporter({ credential: new DefaultAzureCredential() })
new AzureExporter({ credential: async scope => ({ token: scope, expiresOnTimestamp: 0 }) })
// @ts-expect-error a token is no credential
new AzureExporter({ credential: 'token' })
// @ts-expect-error a token says when it ends
new AzureExporter({ credential: async () => ({ token: '' }) })

const exporter = new AzureExporter()
exporter.addTelemetryProcessor(({ data }) => data.baseData.success !== true)
exporter.addTelemetryProcessor(({ tags, data }) => {
  tags['ai.user.id'] = '7'
  data.baseData.properties = { ...data.baseData.properties, tenant: 'a' }
})
// @ts-expect-error what it returns decides at once
exporter.addTelemetryProcessor(async () => false)
// @ts-expect-error there may be no properties
exporter.addTelemetryProcessor(({ data }) => Object.values(data.baseData.properties).length > 0)

const latency = measureDouble('latency', 'of a call', 'ms')
const aggregation = new DistributionAggregation([1, 10])
stats.registerView(new View({ name: 'latency', tagKeys: ['a'], measure: latency, aggregation }))
stats.record([{ measure: latency, value: 1 }], { a: 'x' })
expectTypeOf(withTags({ a: 'x' }, async () => 7)).toEqualTypeOf<Promise<number>>()
// @ts-expect-error a tag is a text
stats.record([{ measure: latency, value: 1 }], { a: 7 })
// @ts-expect-error a value is a number
stats.record([{ measure: latency, value: '1' }])
// @ts-expect-error a view needs an aggregation
new View({ name: 'latency', measure: latency })
const metrics = new AzureMetricsExporter({ exporter, enableStandardMetrics: true })
metrics.exportStatsOf(new Tracer({ exporter, metrics }))
