import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { IngestionStandIn } from '../../tools/ingestion-stand-in/server.js'
import { sendingTo, withAgent } from '../process/preload.js'
import { fixture as processFixture, repository } from '../process/repository.js'
import { runProgram } from '../process/run-program.js'
import { assertSameOutcome } from '../process/same-behaviour.js'
import { readStoredText } from '../process/stored-text.js'
import { startTarget } from '../process/target-server.js'
import { startStandIn } from '../tools/start-stand-in.js'

const fixture = (name: string) => join(repository, 'test', 'metrics', 'fixtures', `${name}.cjs`)

async function run(
  t: TestContext,
  name: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>>
) {
  const standIn = await startStandIn(t)
  const program = { file: fixture(name), args }
  const all = { ...sendingTo(standIn), ...settings }
  const bare = await runProgram(program)
  const measured = await runProgram(withAgent(program, all))
  return { standIn, bare, measured, settings: all }
}

function pointsOf(standIn: IngestionStandIn, baseType = 'MetricData') {
  assert.deepEqual(standIn.violations, [])
  assert.deepEqual(standIn.protocolErrors, [])
  const found = standIn.envelopes.filter(({ data }) => data.baseType === baseType)
  return found.map(({ data: { baseData } }) => {
    return { ...baseData, ...baseData.metrics?.[0], properties: baseData.properties ?? {} }
  })
}

function sum(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((all, value = 0) => all + value, 0)
}

test('standard metrics of a program that knows nothing of them are sent at its natural end', async t => {
  const settings = { OUTSPAN_METRICS: 'standard' }
  const { standIn, bare, measured } = await run(t, 'serves-itself', ['3'], settings)
  assertSameOutcome(measured, bare)
  assert.equal(measured.stderr, '')
  const names = pointsOf(standIn).map(({ name }) => name)
  for (const name of ['\\Memory\\Available Bytes', 'node/heapUsed', 'node/activeHandles']) {
    assert.ok(names.includes(name), name)
  }
  const counter = '\\ASP.NET Applications(??APP_W3SVC_PROC??)\\Requests/Sec'
  assert.ok(names.includes(counter), counter)
})

test('standard metrics are sent in each interval of a program that stays', async t => {
  const settings = { OUTSPAN_METRICS: 'standard', OUTSPAN_METRICS_EXPORT_INTERVAL: '1000' }
  await runUntil(t, settings, names => names.filter(name => name === 'node/heapUsed').length === 2)
})

test('a worker thread tells of itself, and the main thread of the process', async t => {
  const settings = { OUTSPAN_METRICS: 'standard' }
  const { standIn, bare, measured } = await run(t, 'in-a-thread', [], settings)
  assertSameOutcome(measured, bare)
  const names = pointsOf(standIn).map(({ name }) => name)
  const countOf = (wanted: string) => names.filter(name => name === wanted).length
  // One each; a machine that takes seconds from the last flush to the end makes for another.
  const ofProcess = countOf('\\Memory\\Available Bytes')
  assert.ok(ofProcess > 0)
  assert.ok(countOf('node/heapUsed') > ofProcess)
})

test('a program cannot see that it is measured', async t => {
  const settings = { OUTSPAN_METRICS: 'standard,durations,items' }
  const { bare, measured } = await run(t, 'watches-itself', [], settings)
  assertSameOutcome(measured, bare)
  assert.equal(measured.stderr, '')
})

for (const rate of ['1', '0.01', '0']) {
  test(`with a sampling rate of ${rate} every call and request is counted`, async t => {
    const settings = { OUTSPAN_METRICS: 'durations', OUTSPAN_SAMPLING_RATE: rate }
    const { standIn, bare, measured } = await run(t, 'serves-itself', ['300'], settings)
    assertSameOutcome(measured, bare)
    const points = pointsOf(standIn)
    const countOf = (id: string) => {
      const ofId = points.filter(({ properties }) => properties['_MS.MetricId'] === id)
      return sum(ofId.map(({ count }) => count))
    }
    assert.equal(countOf('dependencies/duration'), 300)
    assert.equal(countOf('requests/duration'), 300)
    for (const type of ['RemoteDependencyData', 'RequestData']) {
      const items = pointsOf(standIn, type)
      if (rate === '1') assert.equal(items.length, 300)
      for (const { properties } of items) assert.ok(properties['_MS.ProcessedByMetricExtractors'])
    }
  })
}

const settingsInCode = [
  { samplingRate: 1 },
  { metricsExportInterval: 20_000 },
  { metrics: ['standard', 'durations', 'items'] }
]

for (const inCode of settingsInCode) {
  test(`after code turns one integration on with ${JSON.stringify(inCode)}, the others are counted as before`, async t => {
    const standIn = await startStandIn(t)
    const settings = { OUTSPAN_METRICS: 'standard,durations', SETTINGS: JSON.stringify(inCode) }
    const nodeArgs = ['-r', fixture('turns-http-on-anew')]
    const program = { file: fixture('serves-itself'), args: ['30'], nodeArgs }
    const measured = await runProgram(withAgent(program, { ...sendingTo(standIn), ...settings }))
    assert.deepEqual([measured.stderr, measured.code], ['', 0])
    const points = pointsOf(standIn)
    const countOf = (id: string) => {
      const ofId = points.filter(({ properties }) => properties['_MS.MetricId'] === id)
      return sum(ofId.map(({ count }) => count))
    }
    assert.equal(countOf('requests/duration'), 30)
    assert.equal(countOf('dependencies/duration'), 30)
    assert.ok(points.some(({ name }) => name?.endsWith('\\Requests/Sec')))
  })
}

test('without the setting no item says that it was counted', async t => {
  const { standIn } = await run(t, 'serves-itself', ['1'], {})
  assert.equal(standIn.envelopes.length, 2)
  assert.ok(!JSON.stringify(standIn.envelopes).includes('ProcessedByMetricExtractors'))
})

test('what the service has taken is a metric of items', async t => {
  const settings = {
    OUTSPAN_METRICS: 'items',
    OUTSPAN_EXPORT_INTERVAL: '1',
    OUTSPAN_METRICS_EXPORT_INTERVAL: '20'
  }
  await runUntil(t, settings, names => names.includes('Item_Success_Count'))
})

/** A program with one call that stays until metrics of these names have come. */
async function runUntil(
  t: TestContext,
  settings: Readonly<Record<string, string>>,
  isEnough: (names: readonly (string | undefined)[]) => boolean
): Promise<void> {
  const standIn = await startStandIn(t)
  const target = await startTarget(t)
  const program = { file: processFixture('exit/stays.cjs'), args: [target.http] }
  const end = runProgram(withAgent(program, { ...sendingTo(standIn), ...settings }))
  const hasCome = () => isEnough(pointsOf(standIn).map(({ name }) => name))
  await standIn.waitForEnvelopes(hasCome, 20_000)
  target.closeConnections()
  assert.equal((await end).code, 0)
}

for (const end of ['exit', 'signal']) {
  test(`durations of a program that ends by ${end} are not lost`, async t => {
    const settings = { OUTSPAN_METRICS: 'durations' }
    const {
      standIn,
      bare,
      measured,
      settings: all
    } = await run(t, 'serves-itself', ['7', end], settings)
    assertSameOutcome(measured, bare)
    // What is on disk goes with the next program that has something to send.
    await runProgram(withAgent({ file: fixture('serves-itself'), args: ['1'] }, all))
    const points = pointsOf(standIn).filter(({ name }) => name === 'Dependency duration')
    assert.equal(sum(points.map(({ count }) => count)), 8)
  })
}

for (const args of [[], ['500']]) {
  const when = args.length === 0 ? 'at once' : 'when they are on their way'
  test(`metrics of a program that exits ${when} in their shutdown are kept`, async t => {
    const standIn = await startStandIn(t)
    standIn.answer({ ending: 'hang' })
    const settings = sendingTo(standIn)
    const program = { file: fixture('exits-in-shutdown'), args, env: settings }
    assert.equal((await runProgram(program)).code, 0)
    const stored = readStoredText(settings['OUTSPAN_STORAGE_DIRECTORY'] ?? '')
    assert.equal(stored.match(/"name":"orders","value":3/g)?.length, 1, stored)
  })
}

test('metrics that do not exist are told of, and the program runs', async t => {
  const { measured, bare } = await run(t, 'serves-itself', ['1'], { OUTSPAN_METRICS: 'standart' })
  assert.equal(measured.code, bare.code)
  const [line = '', ...more] = measured.stderr.trimEnd().split('\n')
  assert.deepEqual(more, [])
  assert.match(line, /metrics \(from OUTSPAN_METRICS\).*"standart".*standard, durations, items/)
})

test('metrics beside another exporter are told of, and the spans go on', async t => {
  const settings = { OUTSPAN_METRICS: 'standard', OUTSPAN_EXPORTER: 'console-json' }
  const { measured, standIn } = await run(t, 'serves-itself', ['1'], settings)
  assert.match(measured.stderr, /metrics go to Application Insights alone/)
  assert.match(measured.stderr, /^\{.*\}$/m)
  assert.deepEqual(standIn.requests, [])
})

test('a program exports what it records, and bad input is one warning for each kind', async t => {
  const { standIn, measured } = await run(t, 'records', [], {})
  assert.equal(measured.code, 0)
  const counts = { ignoredValues: 10, ignoredTags: 5, overflowed: 0 }
  assert.deepEqual(JSON.parse(measured.stdout), counts)
  assert.equal(measured.stderr.split('\n').length - 1, 2, measured.stderr)
  const points = pointsOf(standIn).map(({ name, value, properties }) => {
    return [name, value, properties['shop']]
  })
  assert.deepEqual(points, [
    ['orders', 10, 'a'],
    ['orders', 5, undefined]
  ])
})
