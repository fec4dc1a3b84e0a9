import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../src/config/load-config.js'
import { readOpenCensusBlock } from '../../src/config/opencensus-block.js'
import { ConfigurationError } from '../../src/diagnostics/errors.js'
import { fc } from '../generated-input.js'

const path = '/etc/outspan.config.json'
const connectionString = 'InstrumentationKey=0f0f0f0f-1111-2222-3333-444444444444'

test('the block of an OpenCensus program is taken as it is', () => {
  const { settings, sources, unknown, ignored } = load({
    SAMPLER: 'opencensus.trace.samplers.ProbabilitySampler(rate=0.5)',
    EXPORTER: `opencensus.ext.azure.trace_exporter.AzureExporter(service_name='foobar', connection_string='${connectionString}')`,
    BLACKLIST_HOSTNAMES: ['localhost:9200', 'search.internal']
  })
  assert.equal(settings.samplingRate, 0.5)
  assert.equal(settings.exporter, 'azure')
  assert.equal(settings.serviceName, 'foobar')
  assert.equal(settings.connectionString, connectionString)
  assert.deepEqual(settings.blacklistHostnames, ['localhost:9200', 'search.internal'])
  assert.equal(sources.samplingRate, `OPENCENSUS in ${path}`)
  assert.deepEqual([unknown, ignored], [[], []])
})

const samplers = [
  ['AlwaysOnSampler()', 1],
  ['AlwaysOffSampler()', 0],
  ['AlwaysOnSampler', 1],
  ['ProbabilitySampler(0.25)', 0.25],
  ['ProbabilitySampler(rate=1)', 1],
  ['probability.ProbabilitySampler(rate=0)', 0],
  ['ProbabilitySampler()', 1e-4],
  ['ProbabilitySampler(rate=None)', 1e-4]
] as const

for (const [sampler, rate] of samplers) {
  test(`the sampler ${sampler} keeps ${rate} of all traces`, () => {
    const { settings, ignored } = load({ SAMPLER: `opencensus.trace.samplers.${sampler}` })
    assert.equal(settings.samplingRate, rate)
    assert.deepEqual(ignored, [])
  })
}

test("the Azure exporter's options are taken, its seconds as milliseconds", () => {
  const { settings, ignored } = load({
    EXPORTER: `opencensus.ext.azure.trace_exporter.AzureExporter(
      instrumentation_key="0f0f0f0f-1111-2222-3333-444444444444", connection_string=None,
      export_interval=15.0, max_batch_size=100, queue_capacity=8192,
      enable_local_storage=True, storage_path='/var/spool/spans', storage_max_size=52428800)`
  })
  assert.equal(settings.instrumentationKey, '0f0f0f0f-1111-2222-3333-444444444444')
  assert.equal(settings.connectionString, undefined)
  assert.equal(settings.exportInterval, 15_000)
  assert.equal(settings.maxBatchSize, 100)
  assert.equal(settings.maxQueueSize, 8192)
  assert.equal(settings.enableLocalStorage, true)
  assert.equal(settings.storageDirectory, '/var/spool/spans')
  assert.equal(settings.storageMaxBytes, 52_428_800)
  assert.deepEqual(ignored, [])
})

test('the print exporter prints', () => {
  const { settings } = load({ EXPORTER: 'opencensus.trace.print_exporter.PrintExporter()' })
  assert.equal(settings.exporter, 'console')
})

test('the W3C propagator is what we have anyway', () => {
  const module = 'opencensus.trace.propagation.trace_context_http_header_format'
  assert.deepEqual(load({ PROPAGATOR: `${module}.TraceContextPropagator()` }).ignored, [])
})

test('EXCLUDELIST is BLACKLIST, and where both stand both count', () => {
  const { settings } = load({
    BLACKLIST_HOSTNAMES: ['a'],
    EXCLUDELIST_HOSTNAMES: ['b'],
    BLACKLIST_PATHS: ['_ah/health'],
    EXCLUDELIST_PATHS: ['/live']
  })
  assert.deepEqual(settings.blacklistHostnames, ['a', 'b'])
  assert.deepEqual(settings.blacklistPaths, ['_ah/health', '/live'])
})

test('null is a setting that is not there, as None is', () => {
  const { sources, ignored } = load({ SAMPLER: null, EXPORTER: null, TRANSPORT: null })
  assert.equal(sources.samplingRate, 'default')
  assert.deepEqual(ignored, [])
})

test('what has no effect is listed by name, and no value with it', () => {
  const block = {
    STATS: {},
    TRACE: {
      TRANSPORT: 'opencensus.common.transports.async_.AsyncTransport',
      SAMPLER: "opencensus.trace.samplers.AlwaysOnSampler('x', seed=1)",
      EXPORTER: `opencensus.ext.azure.trace_exporter.AzureExporter('secret', timeout=10.0, proxies={'https': 'http://user:secret@proxy'})`,
      PROPAGATOR: 'opencensus.trace.propagation.b3_format.B3FormatPropagator()'
    }
  }
  assert.deepEqual(readOpenCensusBlock({ path, values: { OPENCENSUS: block } })?.ignored, [
    'OPENCENSUS.STATS',
    'OPENCENSUS.TRACE.TRANSPORT',
    'OPENCENSUS.TRACE.SAMPLER (argument 1)',
    'OPENCENSUS.TRACE.SAMPLER (seed)',
    'OPENCENSUS.TRACE.EXPORTER (argument 1)',
    'OPENCENSUS.TRACE.EXPORTER (timeout)',
    'OPENCENSUS.TRACE.EXPORTER (proxies)',
    'OPENCENSUS.TRACE.PROPAGATOR (opencensus.trace.propagation.b3_format.B3FormatPropagator)'
  ])
})

test('an exporter or a sampler that we do not have leaves ours as they are', () => {
  const { sources, ignored } = load({
    EXPORTER: 'opencensus.ext.jaeger.trace_exporter.JaegerExporter(agent_port=1)',
    SAMPLER: 'opencensus.trace.samplers.constructor()'
  })
  assert.equal(sources.exporter, 'default')
  assert.equal(sources.samplingRate, 'default')
  assert.deepEqual(ignored, [
    'OPENCENSUS.TRACE.EXPORTER (opencensus.ext.jaeger.trace_exporter.JaegerExporter)',
    'OPENCENSUS.TRACE.SAMPLER (opencensus.trace.samplers.constructor)'
  ])
})

test("the file's own settings and those of the environment win over the block", () => {
  const SAMPLER = 'opencensus.trace.samplers.AlwaysOnSampler()'
  const EXPORTER = 'opencensus.trace.print_exporter.PrintExporter()'
  const own = { samplingRate: 0.25, excludelistHostnames: ['own'] }
  const trace = { SAMPLER, EXPORTER, BLACKLIST_HOSTNAMES: ['block'] }
  const { settings } = load(trace, own, { OUTSPAN_EXPORTER: 'azure' })
  assert.equal(settings.samplingRate, 0.25)
  assert.equal(settings.exporter, 'azure')
  assert.deepEqual(settings.blacklistHostnames, ['own'])
})

test('key and endpoint come from one place: a bare key of the file is not sent to the endpoint of the block', () => {
  const EXPORTER = `opencensus.ext.azure.trace_exporter.AzureExporter(connection_string='${connectionString}', service_name='a')`
  const { settings } = load({ EXPORTER }, { instrumentationKey: 'own' })
  assert.equal(settings.instrumentationKey, 'own')
  assert.equal(settings.connectionString, undefined)
  assert.equal(settings.serviceName, 'a')
})

test('a value that is not allowed is told with the block as its source', () => {
  assert.throws(() => load({ SAMPLER: 'opencensus.trace.samplers.ProbabilitySampler(rate=2)' }), {
    code: 'ERR_SAMPLING_RATE',
    message: `samplingRate (from OPENCENSUS in ${path}): 2 is not allowed, but a number from 0 to 1`
  })
})

test('a text that cannot be read is told with its place and without its secret', () => {
  const EXPORTER = `opencensus.ext.azure.trace_exporter.AzureExporter(connection_string='${connectionString}'`
  assert.throws(() => load({ EXPORTER }), {
    code: 'ERR_OPTION',
    message: `OPENCENSUS.TRACE.EXPORTER (from ${path}): at its end a comma or ) is missing; allowed is opencensus.module.Name(argument=literal, …)`
  })
})

test('a block or a setting of another kind is refused', () => {
  const read = (OPENCENSUS: unknown) => () => readOpenCensusBlock({ path, values: { OPENCENSUS } })
  for (const wrong of [[], 'TRACE', null, 7]) {
    assert.throws(read(wrong), /^ConfigurationError: OPENCENSUS \(from .*no JSON object/)
    assert.throws(read({ TRACE: wrong }), /OPENCENSUS\.TRACE \(from .*no JSON object/)
  }
  assert.throws(read({ TRACE: { SAMPLER: 0.5 } }), /OPENCENSUS\.TRACE\.SAMPLER \(from .*no text/)
})

test('whatever the block holds, nothing is thrown but a ConfigurationError', () => {
  const name = fc.constantFrom('SAMPLER', 'EXPORTER', 'PROPAGATOR', 'BLACKLIST_HOSTNAMES', 'X')
  const trace = fc.dictionary(name, fc.oneof(fc.jsonValue(), fc.string()))
  fc.assert(
    fc.property(fc.oneof(fc.record({ TRACE: trace }), fc.jsonValue()), OPENCENSUS => {
      try {
        loadConfig({}, {}, { path, values: { OPENCENSUS } })
      } catch (error) {
        assert.ok(error instanceof ConfigurationError, String(error))
      }
    })
  )
})

function load(
  TRACE: Readonly<Record<string, unknown>>,
  own: Readonly<Record<string, unknown>> = {},
  environment: NodeJS.ProcessEnv = {}
) {
  return loadConfig({}, environment, { path, values: { ...own, OPENCENSUS: { TRACE } } })
}
