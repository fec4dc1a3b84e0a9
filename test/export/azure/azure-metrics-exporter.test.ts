import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { logger } from '../../../src/diagnostics/logger.js'
import { AzureExporter } from '../../../src/export/azure/azure-exporter.js'
import {
  AzureMetricsExporter,
  type MetricsOptions
} from '../../../src/export/azure/azure-metrics-exporter.js'
import { SumAggregation } from '../../../src/metrics/aggregation.js'
import { stats } from '../../../src/metrics/stats.js'
import { View } from '../../../src/metrics/view.js'
import { newMeasure } from '../../metrics/new-measure.js'
import { startStandIn } from '../../tools/start-stand-in.js'
import { createEndedSpan, createHttpSpan } from '../ended-span.js'

logger.level = 'off'

const name = 'exported'
const measure = newMeasure()
stats.registerView(new View({ name, measure, aggregation: new SumAggregation() }))
const record = (value: number) => stats.record([{ measure, value }])

async function start(t: TestContext, options: MetricsOptions = {}) {
  // Nothing of the exporter keeps a process alive.
  const alive = setInterval(() => undefined, 1_000)
  const standIn = await startStandIn(t)
  const { connectionString } = standIn
  const spans = new AzureExporter({ connectionString, serviceName: 'shop', retryDelay: 5 })
  const { channel } = spans
  const exporter = new AzureMetricsExporter(channel, options)
  t.after(() => exporter.shutdown())
  t.after(() => clearInterval(alive))
  const points = () => {
    assert.deepEqual(standIn.violations, [])
    assert.deepEqual(standIn.protocolErrors, [])
    return standIn.envelopes.map(({ data }) => data.baseData.metrics?.[0] ?? assert.fail())
  }
  const valuesOf = (wanted: string) => {
    return points().flatMap(point => (point.name === wanted ? [point.value] : []))
  }
  return { standIn, spans, exporter, points, valuesOf }
}

test('each flush sends what was recorded since the last one', async t => {
  const { exporter, valuesOf, standIn } = await start(t)
  record(3)
  record(4)
  await exporter.flush()
  await exporter.flush()
  record(5)
  await exporter.flush()
  assert.deepEqual(valuesOf(name), [7, 5])
  assert.ok(standIn.envelopes.every(({ sampleRate }) => sampleRate === 100))
})

test('the interval sends by itself', async t => {
  const { standIn, valuesOf } = await start(t, { exportInterval: 20 })
  record(3)
  await standIn.waitForEnvelopes(1)
  record(4)
  await standIn.waitForEnvelopes(2)
  assert.deepEqual(valuesOf(name), [3, 4])
})

test('what the service refuses for now is sent again, as it was', async t => {
  const { standIn, exporter, valuesOf } = await start(t)
  standIn.answerOnce({ status: 500 })
  record(3)
  await exporter.flush()
  await exporter.flush()
  assert.deepEqual(valuesOf(name), [3])
})

test('telemetry processors see points, too', async t => {
  const { spans, exporter, points, standIn } = await start(t)
  spans.addTelemetryProcessor(({ data, tags }) => {
    tags['ai.user.id'] = 'u'
    return data.baseType !== 'MetricData' || !JSON.stringify(data).includes('"value":3')
  })
  record(3)
  await exporter.flush()
  record(4)
  await exporter.flush()
  assert.deepEqual(
    points().map(({ value }) => value),
    [4]
  )
  assert.equal(standIn.envelopes[0]?.tags?.['ai.user.id'], 'u')
})

test('standard metrics are asked for', async t => {
  const without = await start(t)
  await without.exporter.flush()
  assert.deepEqual(without.points(), [])
  const { exporter, points } = await start(t, { enableStandardMetrics: true })
  exporter.count(createEndedSpan({ kind: 'server' }))
  await exporter.flush()
  const names = points().map(point => point.name)
  assert.ok(names.includes('\\Memory\\Available Bytes'))
  assert.ok(names.includes('\\ASP.NET Applications(??APP_W3SVC_PROC??)\\Requests/Sec'))
})

test('durations are asked for, and spans marked only then', async t => {
  const without = await start(t)
  const span = createHttpSpan('http://a.test/')
  without.exporter.count(span)
  assert.equal(span.isCounted, false)
  const { exporter, points } = await start(t, { enableDurations: true })
  exporter.count(span)
  assert.equal(span.isCounted, true)
  await exporter.flush()
  assert.deepEqual(
    points().map(point => [point.name, point.count]),
    [['Dependency duration', 1]]
  )
})

test('a span that cannot be read is not counted, not marked, and does no harm', async t => {
  const { exporter } = await start(t, { enableDurations: true })
  const span = createEndedSpan()
  Object.defineProperty(span, 'attributes', {
    get() {
      throw new Error('x')
    }
  })
  exporter.count(span)
  assert.equal(span.isCounted, false)
})

test('a later exporter takes the views over, and the earlier one sends what it had', async t => {
  const first = await start(t)
  record(3)
  const second = await start(t)
  record(4)
  await Promise.all([first.exporter.flush(), second.exporter.flush()])
  assert.deepEqual(first.valuesOf(name), [3])
  assert.deepEqual(second.valuesOf(name), [4])
})

test('after its shutdown an exporter sends and counts nothing', async t => {
  const { exporter, valuesOf } = await start(t, { enableDurations: true, exportInterval: 1 })
  record(3)
  await exporter.shutdown()
  record(4)
  const span = createEndedSpan()
  exporter.count(span)
  exporter.flushNow()
  assert.equal(span.isCounted, false)
  assert.equal(exporter.hasWork, false)
  assert.deepEqual(valuesOf(name), [3])
  stats.collect()
})

test('numbers of a tracer become metrics of items', async t => {
  const { exporter, valuesOf } = await start(t)
  let accepted = 0
  exporter.exportStatsOf({ stats: () => ({ accepted }) })
  accepted = 7
  await exporter.flush()
  assert.deepEqual(valuesOf('Item_Success_Count'), [7])
})

test('numbers that cannot be read do not take the others with them', async t => {
  const { exporter, valuesOf } = await start(t)
  let isBroken = false
  exporter.exportStatsOf({
    stats: () => {
      if (isBroken) throw new Error('x')
      return {}
    }
  })
  isBroken = true
  record(3)
  await exporter.flush()
  assert.deepEqual(valuesOf(name), [3])
})

test('stats say how many points there were and what was ignored', async t => {
  const { exporter } = await start(t)
  const before = exporter.stats()['ignoredValues'] as number
  record(3)
  record(Number.NaN)
  await exporter.flush()
  const { points, ignoredValues } = exporter.stats()
  assert.deepEqual([points, ignoredValues], [1, before + 1])
})

for (const exportInterval of [1, 2 ** 31 - 1]) {
  test(`an interval of ${exportInterval} ms is allowed`, async t => {
    await start(t, { exportInterval })
  })
}
for (const exportInterval of [0, -1, Number.NaN, 2 ** 31, '60000' as never]) {
  test(`an interval of ${JSON.stringify(exportInterval)} ms is refused`, () => {
    const { channel } = new AzureExporter({ connectionString: 'InstrumentationKey=a' })
    assert.throws(() => new AzureMetricsExporter(channel, { exportInterval }), {
      code: 'ERR_OPTION'
    })
  })
}
