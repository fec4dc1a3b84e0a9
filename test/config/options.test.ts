import assert from 'node:assert/strict'
import { test } from 'node:test'
import { metricGroups, type Option, type OptionName, options } from '../../src/config/options.js'
import { ConfigurationError } from '../../src/diagnostics/errors.js'
import { logLevels } from '../../src/diagnostics/logger.js'
import { exporterNames } from '../../src/export/registry.js'
import { describeOption } from '../../tools/docs/option-descriptions.js'
import { fc } from '../generated-input.js'

const names = Object.keys(options) as OptionName[]

const booleans = {
  taken: [
    [true, true],
    [false, false],
    ['true', true],
    [' FALSE ', false],
    ['1', true],
    ['0', false]
  ] as [unknown, unknown][],
  refused: ['', 'yes', 1, 0, null, []]
}

/** For each option: values that are taken, with what they become, and values that are refused. */
const limits: Partial<Record<OptionName, { taken: [unknown, unknown][]; refused: unknown[] }>> = {
  connectionString: { taken: [[' a=b ', 'a=b']], refused: ['', ' ', 7, null, [], {}] },
  instrumentationKey: { taken: [[' a ', 'a']], refused: ['', 7, null] },
  serviceName: { taken: [['é', 'é']], refused: ['', '\n', 7, null] },
  serviceInstance: { taken: [['i', 'i']], refused: ['', false] },
  serviceVersion: { taken: [[' 1.0 ', '1.0']], refused: ['', 1] },
  exporter: { taken: [['azure', 'azure']], refused: ['', 7] },
  samplingRate: {
    taken: [
      [0, 0],
      [1, 1],
      ['0', 0],
      ['1.0', 1],
      [' .5 ', 0.5],
      [5e-324, 5e-324]
    ],
    refused: [-5e-324, 1 + Number.EPSILON, Number.NaN, '50%', '', ' ', null, true, 1n, [0.5], '1 0']
  },
  exportInterval: {
    taken: [
      [1, 1],
      ['3600000', 3_600_000],
      [1.5, 1.5]
    ],
    refused: [0, 0.9, 3_600_001, Number.POSITIVE_INFINITY, '5s', null]
  },
  maxBatchSize: {
    taken: [
      [1, 1],
      ['64000', 64_000]
    ],
    refused: [0, 64_001, 1.5, '512.5', Number.NaN, null]
  },
  maxQueueSize: {
    taken: [
      [1, 1],
      ['1000000', 1_000_000]
    ],
    refused: [0, 1_000_001, 8192.5, '', null]
  },
  exitGracePeriod: {
    taken: [
      [0, 0],
      ['60000', 60_000],
      [0.5, 0.5]
    ],
    refused: [-1, 60_001, '2s', '', null]
  },
  enableLocalStorage: {
    taken: [
      [true, true],
      [false, false],
      [' TRUE ', true],
      ['false', false],
      ['1', true],
      ['0', false]
    ],
    refused: ['', 'yes', 'no', 0, 1, null]
  },
  storageDirectory: { taken: [[' /var/lib/a ', '/var/lib/a']], refused: ['', ' ', 7, null, []] },
  storageMaxBytes: {
    taken: [
      [2_097_152, 2_097_152],
      ['1099511627776', 1_099_511_627_776]
    ],
    refused: [2_097_151, 1_099_511_627_777, '50 MB', 3e6 + 0.5, '', null]
  },
  metrics: {
    taken: [
      ['standard', ['standard']],
      [
        ['items', 'durations'],
        ['items', 'durations']
      ],
      ['["standard"]', ['standard']],
      ['', []]
    ],
    refused: ['standart', 'standard,all', 7, null, [7]]
  },
  metricsExportInterval: {
    taken: [
      [1, 1],
      ['3600000', 3_600_000]
    ],
    refused: [0, 3_600_001, '1m', '', null]
  },
  logLevel: {
    taken: [
      ['off', 'off'],
      ['error', 'error'],
      ['warn', 'warn'],
      ['info', 'info'],
      ['debug', 'debug'],
      [' debug ', 'debug']
    ],
    refused: ['', 'verbose', 'warning', 0, null]
  },
  integrations: {
    taken: [
      ['http', ['http']],
      [' http , express,,', ['http', 'express']],
      ['["http"]', ['http']],
      ['[]', []],
      [' [ "http" ] ', ['http']],
      [['http'], ['http']],
      [[], []]
    ],
    refused: [7, null, {}, '["http"', '["http",7]', '["http"] x', ['http', 7], [undefined]]
  },
  redactedQueryParameters: {
    taken: [
      ['sig', ['sig']],
      [[], []]
    ],
    refused: [['sig', /key/], true]
  },
  captureRequestHeaders: { taken: [['x-id, ETag', ['x-id', 'ETag']]], refused: [[7], {}] },
  captureResponseHeaders: { taken: [['["x-id"]', ['x-id']]], refused: [[null], false] },
  propagationBlacklist: {
    taken: [
      [
        ['a', /b/],
        ['a', /b/]
      ]
    ],
    refused: [7, {}]
  },
  expectedStatusCodes: {
    taken: [
      ['{"api.test":[404]}', { 'api.test': [404] }],
      [{ '*': [409] }, { '*': [409] }],
      [' {} ', {}]
    ],
    refused: ['', '404', '[404]', '{"*":', 'null', [404], 404, null]
  },
  blacklistHostnames: {
    taken: [
      ['localhost:9200, *.internal', ['localhost:9200', '*.internal']],
      ['["a,b"]', ['a,b']],
      ['[::1]', ['[::1]']],
      ['[::1]:9200,localhost', ['[::1]:9200', 'localhost']],
      ['[fe80::1],[::1]', ['[fe80::1]', '[::1]']],
      [
        ['a', /b/],
        ['a', /b/]
      ]
    ],
    refused: [7, null, '["a"', /a/]
  },
  blacklistPaths: {
    taken: [
      ['/health, metrics', ['/health', 'metrics']],
      ['["/a,b"]', ['/a,b']],
      [[/^\/_/], [/^\/_/]]
    ],
    refused: [7, null, '["/a"', /a/]
  },
  traceCallsOfBlacklistedRequests: booleans,
  trustIncomingTraceContext: booleans,
  trustForwardedHeaders: booleans,
  azureDependencyTypes: booleans,
  numericResultCodes: booleans
}

for (const name of names) {
  const row = options[name] as Option<unknown>
  const { taken = [], refused = [] } = limits[name] ?? {}

  test(`${name} has limits that are tested`, () => {
    assert.ok(taken.length > 0 && refused.length > 0)
  })

  for (const [value, expected] of taken) {
    test(`${name} may be ${show(value)}`, () => {
      assert.deepEqual(row.parse(value, name), expected)
    })
  }

  for (const value of refused) {
    test(`${name} may not be ${show(value)}`, () => {
      assert.throws(
        () => row.parse(value, name),
        (error: unknown) => {
          assert.ok(error instanceof ConfigurationError)
          assert.equal(error.setting, name)
          assert.match(error.message, /is not allowed, but (an?|one of) /)
          return true
        }
      )
    })
  }

  test(`${name} throws nothing but a ConfigurationError of one line`, () => {
    const anything = fc.anything({ withBigInt: true, withNullPrototype: true, withDate: true })
    fc.assert(
      fc.property(fc.oneof(anything, fc.string()), value => {
        try {
          row.parse(value, name)
        } catch (error) {
          assert.ok(error instanceof ConfigurationError, String(error))
          assert.doesNotMatch(error.message, /\n/)
        }
      })
    )
  })

  test(`${name} accepts its default`, () => {
    if (row.default !== undefined) assert.deepEqual(row.parse(row.default, name), row.default)
  })

  test(`${name} is described, and has variables of its own`, () => {
    assert.match(describeOption(name), /^[^|]+[^.|]$/)
    const others = names.filter(other => other !== name)
    const taken = others.flatMap(other => (options[other] as Option<unknown>).variables)
    for (const variable of row.variables) assert.ok(!taken.includes(variable), variable)
  })
}

for (const [name, values] of [
  ['logLevel', logLevels],
  ['metrics', metricGroups],
  ['exporter', exporterNames]
] as const) {
  test(`what is said of ${name} names all that it may be`, () => {
    for (const value of values) assert.ok(describeOption(name).includes(`\`${value}\``), value)
  })
}

for (const name of ['connectionString', 'instrumentationKey'] as const) {
  test(`a bad ${name} is not shown: it may hold the key`, () => {
    const key = '0f0f0f0f-1111-2222-3333-444444444444'
    for (const value of [[key], [`InstrumentationKey=${key}`], { toString: () => key }]) {
      assert.throws(
        () => options[name].parse(value, name),
        ({ message }: Error) => !message.includes(key)
      )
    }
  })
}

function show(value: unknown): string {
  if (value instanceof RegExp || typeof value === 'bigint') return String(value)
  return typeof value === 'number' ? String(value) : String(JSON.stringify(value))
}
