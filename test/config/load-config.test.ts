import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../src/config/load-config.js'
import { type Option, type OptionName, options } from '../../src/config/options.js'

const names = Object.keys(options) as OptionName[]

/** Two valid values of each option, as a variable has them, and what they mean. */
const samples = {
  connectionString: [
    ['InstrumentationKey=a', 'InstrumentationKey=a'],
    ['b', 'b']
  ],
  instrumentationKey: [
    ['a', 'a'],
    ['b', 'b']
  ],
  serviceName: [
    ['a', 'a'],
    [' b ', 'b']
  ],
  serviceInstance: [
    ['a', 'a'],
    ['b', 'b']
  ],
  serviceVersion: [
    ['a', 'a'],
    ['b', 'b']
  ],
  samplingRate: [
    ['0.25', 0.25],
    ['0.75', 0.75]
  ],
  integrations: [
    ['http', ['http']],
    ['["http","x"]', ['http', 'x']]
  ],
  blacklistHostnames: [
    ['a, b', ['a', 'b']],
    ['c', ['c']]
  ],
  blacklistPaths: [
    ['/a, b', ['/a', 'b']],
    ['/c', ['/c']]
  ],
  traceCallsOfBlacklistedRequests: [
    ['true', true],
    ['0', false]
  ],
  trustIncomingTraceContext: [
    ['False', false],
    [' 1', true]
  ],
  trustForwardedHeaders: [
    ['true', true],
    ['false', false]
  ],
  azureDependencyTypes: [
    ['true', true],
    ['false', false]
  ],
  numericResultCodes: [
    ['true', true],
    ['false', false]
  ],
  propagationBlacklist: [
    ['a, b', ['a', 'b']],
    ['c', ['c']]
  ],
  expectedStatusCodes: [
    ['{"*":[404]}', { '*': [404] }],
    ['{}', {}]
  ],
  captureRequestHeaders: [
    ['a, b', ['a', 'b']],
    ['c', ['c']]
  ],
  captureResponseHeaders: [
    ['a, b', ['a', 'b']],
    ['c', ['c']]
  ],
  redactedQueryParameters: [
    ['sig,key', ['sig', 'key']],
    ['x', ['x']]
  ],
  exporter: [
    ['console', 'console'],
    ['azure', 'azure']
  ],
  exportInterval: [
    ['1', 1],
    ['2', 2]
  ],
  maxBatchSize: [
    ['1', 1],
    ['2', 2]
  ],
  maxQueueSize: [
    ['1', 1],
    ['2', 2]
  ],
  exitGracePeriod: [
    ['0', 0],
    ['100', 100]
  ],
  enableLocalStorage: [
    ['false', false],
    [' True', true]
  ],
  storageDirectory: [
    ['/var/lib/a', '/var/lib/a'],
    ['/b', '/b']
  ],
  storageMaxBytes: [
    ['2097152', 2_097_152],
    ['3000000', 3_000_000]
  ],
  metrics: [
    ['standard', ['standard']],
    [' durations, items', ['durations', 'items']]
  ],
  metricsExportInterval: [
    ['1', 1],
    ['2', 2]
  ],
  logLevel: [
    ['debug', 'debug'],
    [' off', 'off']
  ]
} satisfies Record<OptionName, [[string, unknown], [string, unknown]]>

test('with nothing set every option has its default, and says so', () => {
  const { settings, sources, unknown } = loadConfig({}, {}, undefined)
  for (const name of names) {
    assert.equal(settings[name], options[name].default)
    assert.equal(sources[name], 'default')
  }
  assert.deepEqual(unknown, [])
})

for (const name of names) {
  const [[firstText, first], [secondText, second]] = samples[name]
  const [variable, ...others] = (options[name] as Option<unknown>).variables
  const inFile = { path: '/etc/own.json', values: { [name]: second } }

  test(`${name}: the file wins over the default`, () => {
    assertFound(name, loadConfig({}, {}, inFile), second, '/etc/own.json')
  })

  test(`${name}: code wins over variable and file`, () => {
    const environment = variable === undefined ? {} : { [variable]: secondText }
    assertFound(name, loadConfig({ [name]: first }, environment, inFile), first, 'code')
  })

  test(`${name}: undefined in code is not set`, () => {
    assertFound(name, loadConfig({ [name]: undefined }, {}, inFile), second, '/etc/own.json')
  })

  if (variable === undefined) continue

  test(`${name}: ${variable} wins over the file`, () => {
    assertFound(name, loadConfig({}, { [variable]: firstText }, inFile), first, variable)
  })

  test(`${name}: an empty ${variable} is not set`, () => {
    for (const empty of ['', ' ', '\t\n']) {
      const config = loadConfig({}, { [variable]: empty }, inFile)
      assertFound(name, config, second, '/etc/own.json')
    }
  })

  for (const other of others) {
    // Holds no rate, see sampler-variables.test.ts.
    if (other === 'OTEL_TRACES_SAMPLER') continue
    test(`${name}: ${other} is read when ${variable} is not set`, () => {
      const environment = { [variable]: '', [other]: secondText }
      assertFound(name, loadConfig({}, environment, undefined), second, other)
      environment[variable] = firstText
      assertFound(name, loadConfig({}, environment, undefined), first, variable)
    })
  }
}

test('excludelistHostnames is the same word in code and file', () => {
  const code = loadConfig({ excludelistHostnames: ['a'] }, {}, undefined)
  assertFound('blacklistHostnames', code, ['a'], 'code')
  const file = { path: 'own.json', values: { excludelistHostnames: ['b'] } }
  const config = loadConfig({}, {}, file)
  assertFound('blacklistHostnames', config, ['b'], 'own.json')
  assert.deepEqual(config.unknown, [])
})

test('of both words in one place the first one counts', () => {
  const both = { blacklistHostnames: ['a'], excludelistHostnames: ['b'] }
  assertFound('blacklistHostnames', loadConfig(both, {}, undefined), ['a'], 'code')
})

test('names in the file that are no setting are listed', () => {
  const values = { samplingrate: 1, samplingRate: 1, constructor: 1, toString: 2 }
  const { unknown } = loadConfig({}, {}, { path: 'own.json', values })
  assert.deepEqual(unknown, ['samplingrate', 'constructor', 'toString'])
})

test('a bad value names the setting, where it came from, and what is allowed', () => {
  const allowed = 'is not allowed, but a number from 0 to 1'
  const file = { path: '/etc/own.json', values: { samplingRate: true } }
  const cases = [
    [() => loadConfig({ samplingRate: 2 }, {}, undefined), 'code', '2'],
    [
      () => loadConfig({}, { OUTSPAN_SAMPLING_RATE: 'all' }, undefined),
      'OUTSPAN_SAMPLING_RATE',
      '"all"'
    ],
    [
      () => loadConfig({}, { OTEL_TRACES_SAMPLER_ARG: '-1' }, undefined),
      'OTEL_TRACES_SAMPLER_ARG',
      '"-1"'
    ],
    [() => loadConfig({}, {}, file), '/etc/own.json', 'true']
  ] as const
  for (const [load, source, value] of cases) {
    assert.throws(load, {
      name: 'ConfigurationError',
      code: 'ERR_SAMPLING_RATE',
      setting: 'samplingRate',
      message: `samplingRate (from ${source}): ${value} ${allowed}`
    })
  }
})

test('a value that nobody asks for is not checked', () => {
  const environment = { OUTSPAN_SAMPLING_RATE: 'all' }
  assert.equal(loadConfig({ samplingRate: 1 }, environment, undefined).settings.samplingRate, 1)
})

test('null in the file is a bad value, not a missing one', () => {
  const file = { path: 'own.json', values: { logLevel: null } }
  assert.throws(
    () => loadConfig({}, {}, file),
    /^ConfigurationError: logLevel \(from own\.json\): null/
  )
})

function assertFound(
  name: OptionName,
  { settings, sources }: ReturnType<typeof loadConfig>,
  value: unknown,
  source: string
): void {
  assert.deepEqual(settings[name], value)
  assert.equal(sources[name], source)
}
