import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { startStandIn } from '../tools/start-stand-in.js'
import { assertOneLine, assertProgramUntouched } from './agent-lines.js'
import { sendingTo, withAgent } from './preload.js'
import { fixture } from './repository.js'
import { runProgram } from './run-program.js'
import { startTarget } from './target-server.js'
import { createTemporaryFolder } from './temporary-folder.js'

type Parts = readonly (string | RegExp)[]

/** One wrong setting in the environment, and what the agent's line must hold. */
const wrong: readonly (readonly [string, Record<string, string>, Parts])[] = [
  [
    'no connection string',
    { APPLICATIONINSIGHTS_CONNECTION_STRING: '' },
    ['connectionString', 'set APPLICATIONINSIGHTS_CONNECTION_STRING', 'runs untraced']
  ],
  [
    'a connection string without a key',
    { APPLICATIONINSIGHTS_CONNECTION_STRING: 'IngestionEndpoint=http://127.0.0.1:2/' },
    [
      'connectionString (from APPLICATIONINSIGHTS_CONNECTION_STRING)',
      'InstrumentationKey=<GUID>;IngestionEndpoint=',
      'runs untraced'
    ]
  ],
  [
    'a connection string that is none',
    { APPLICATIONINSIGHTS_CONNECTION_STRING: 'nonsense' },
    [
      'connectionString (from APPLICATIONINSIGHTS_CONNECTION_STRING)',
      'InstrumentationKey=<GUID>;IngestionEndpoint=',
      'runs untraced'
    ]
  ],
  [
    'a sampling rate of 7',
    { OUTSPAN_SAMPLING_RATE: '7' },
    ['samplingRate (from OUTSPAN_SAMPLING_RATE)', '"7"', 'from 0 to 1', 'runs untraced']
  ],
  [
    'an unknown exporter',
    { OUTSPAN_EXPORTER: 'zipkin' },
    ['exporter (from OUTSPAN_EXPORTER)', '"zipkin"', 'azure, console', 'runs untraced']
  ],
  [
    'a blacklist entry that can match nothing',
    { OUTSPAN_BLACKLIST_HOSTNAMES: 'https://example.com/' },
    ['blacklistHostnames (from OUTSPAN_BLACKLIST_HOSTNAMES)', 'host:port', 'runs untraced']
  ],
  [
    'an unknown log level',
    { OUTSPAN_LOG_LEVEL: 'loud' },
    ['logLevel (from OUTSPAN_LOG_LEVEL)', '"loud"', 'error, warn', 'runs untraced']
  ]
]

for (const [what, settings, parts] of wrong) {
  test(`${what} costs one line that says what is allowed, and the program runs untraced`, async t => {
    await assertUntraced(t, settings, parts)
  })
}

/** One wrong configuration file each. */
const wrongFiles: readonly (readonly [string, string, Parts])[] = [
  ['is no JSON', '{ samplingRate: 1 }', ['OUTSPAN_CONFIG_FILE', 'no JSON']],
  ['holds a list', '[1]', ['OUTSPAN_CONFIG_FILE', 'no JSON object', '{ "setting": value']],
  [
    'has a blacklist entry that is no text',
    '{ "blacklistHostnames": [7] }',
    ['blacklistHostnames', '7', 'allowed are host, host:port']
  ],
  [
    'has a blacklist that is no list',
    '{ "blacklistHostnames": 7 }',
    ['blacklistHostnames', 'a list']
  ],
  [
    'has a sampling rate that is no number',
    '{ "samplingRate": [] }',
    ['samplingRate', 'from 0 to 1']
  ]
]

for (const [what, content, parts] of wrongFiles) {
  test(`a configuration file that ${what} costs one line that names it`, async t => {
    const file = join(createTemporaryFolder(t), 'wrong.json')
    writeFileSync(file, content)
    await assertUntraced(t, { OUTSPAN_CONFIG_FILE: file }, [file, 'runs untraced', ...parts])
  })
}

test('a configuration file that is not there costs one line that names it', async t => {
  const file = join(createTemporaryFolder(t), 'missing.json')
  await assertUntraced(t, { OUTSPAN_CONFIG_FILE: file }, ['OUTSPAN_CONFIG_FILE', file, 'ENOENT'])
})

test('an unknown setting in the configuration file is named, and the program is traced', async t => {
  const file = join(createTemporaryFolder(t), 'outspan.config.json')
  writeFileSync(file, '{ "sampleRate": 0.5 }')
  await assertTraced(t, { OUTSPAN_CONFIG_FILE: file }, [file, 'sampleRate'])
})

test('of a block of OpenCensus settings what has no effect is named, and the rest is', async t => {
  const standIn = await startStandIn(t)
  const target = standIn.connectionString
  const EXPORTER = `opencensus.ext.azure.trace_exporter.AzureExporter(service_name='foobar', connection_string='${target}', timeout=5)`
  const file = join(createTemporaryFolder(t), 'outspan.config.json')
  writeFileSync(file, JSON.stringify({ OPENCENSUS: { TRACE: { EXPORTER } } }))
  const { outcome } = await runOnce(t, { OUTSPAN_CONFIG_FILE: file })
  assertOneLine(outcome, [file, 'OPENCENSUS.TRACE.EXPORTER (timeout)'])
  assert.equal(standIn.envelopes[0]?.tags?.['ai.cloud.role'], 'foobar')
})

test('an argument of a sampler that we do not have is named, and the program is traced', async t => {
  const settings = { OTEL_TRACES_SAMPLER: 'microsoft.rate_limited', OTEL_TRACES_SAMPLER_ARG: '5' }
  await assertTraced(t, settings, ['OTEL_TRACES_SAMPLER_ARG', 'microsoft.rate_limited'])
})

test('an unknown integration is named with its source, and the others are on', async t => {
  const settings = { OUTSPAN_INTEGRATIONS: 'iorediz,http' }
  await assertTraced(t, settings, ['OUTSPAN_INTEGRATIONS', '"iorediz"', 'known: http'])
})

test('an InstrumentationKey that is no GUID is warned about, and the program is traced', async t => {
  const standIn = await startStandIn(t, { instrumentationKey: 'short' })
  const { outcome } = await runOnce(t, sendingTo(standIn))
  assertOneLine(outcome, ['InstrumentationKey', 'GUID'])
  assert.equal(standIn.envelopes.length, 1)
})

async function assertUntraced(t: TestContext, settings: Record<string, string>, parts: Parts) {
  const standIn = await startStandIn(t)
  const { outcome, exchanges } = await runOnce(t, { ...sendingTo(standIn), ...settings })
  assertOneLine(outcome, parts)
  assert.equal(exchanges[0]?.header('traceparent'), undefined)
  assert.equal(standIn.requests.length, 0)
}

async function assertTraced(t: TestContext, settings: Record<string, string>, parts: Parts) {
  const standIn = await startStandIn(t)
  const { outcome, exchanges } = await runOnce(t, { ...sendingTo(standIn), ...settings })
  assertOneLine(outcome, parts)
  assert.equal(exchanges[0]?.all('traceparent').length, 1)
  assert.equal(standIn.envelopes.length, 1)
}

/** With the agent, after a run without it has told what must not change. */
async function runOnce(t: TestContext, settings: Record<string, string>) {
  const target = await startTarget(t)
  const program = { file: fixture('one-call.cjs'), args: [target.http] }
  const bare = await runProgram(program)
  await target.takeExchanges()
  const outcome = await runProgram(withAgent(program, settings))
  assertProgramUntouched(outcome, bare)
  return { outcome, exchanges: await target.takeExchanges() }
}
