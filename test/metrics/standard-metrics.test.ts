import assert from 'node:assert/strict'
import { availableParallelism, totalmem } from 'node:os'
import { type TestContext, test } from 'node:test'
import type { MetricPoint } from '../../src/metrics/point.js'
import { StandardMetrics } from '../../src/metrics/standard-metrics.js'

function start(t: TestContext): StandardMetrics {
  const metrics = new StandardMetrics()
  t.after(() => metrics.close())
  return metrics
}

/** Until a tick of the histogram has come: no fixed time is long enough on every machine. */
async function collectWithDelay(metrics: StandardMetrics): Promise<Record<string, MetricPoint>> {
  const all: Record<string, MetricPoint> = {}
  const startedAt = performance.now()
  while (all['node/eventLoopDelay/p99'] === undefined) {
    await new Promise(resolve => setTimeout(resolve, 150))
    const now = performance.now()
    // As many milliseconds as there should be in an interval at least.
    for (const point of metrics.collect(1_000)) all[point.name] = point
    assert.ok(now - startedAt < 20_000, 'no tick in 20 s')
  }
  return all
}

const process_ = '\\Process(??APP_WIN32_PROC??)'
const ranges: Readonly<Record<string, readonly [number, number]>> = {
  '\\Memory\\Available Bytes': [1, totalmem()],
  '\\Processor(_Total)\\% Processor Time': [0, 100],
  [`${process_}\\Private Bytes`]: [1e6, totalmem()],
  [`${process_}\\% Processor Time`]: [0, 100 * availableParallelism() + 50],
  [`${process_}\\% Processor Time Normalized`]: [0, 100],
  'node/heapUsed': [1e5, totalmem()],
  'node/eventLoopDelay/p50': [0, 20_000],
  'node/eventLoopDelay/p99': [0, 20_000],
  'node/activeHandles': [1, 1_000]
}

test('each standard metric is there and within its range', async t => {
  const points = await collectWithDelay(start(t))
  for (const [name, [least, most]] of Object.entries(ranges)) {
    const { value } = points[name] ?? assert.fail(`no ${name}`)
    assert.ok(value >= least && value <= most, `${name} is ${value}`)
  }
})

test('a collection of garbage is a pause', async t => {
  const metrics = start(t)
  const { gc = () => assert.fail('needs --expose-gc') } = globalThis
  let pause: MetricPoint | undefined
  for (let i = 0; i < 100 && pause === undefined; i++) {
    gc()
    await new Promise(resolve => setImmediate(resolve))
    pause = metrics.collect(1_000).find(({ name }) => name === 'node/gcPause')
  }
  assert.ok((pause?.distribution?.count ?? 0) > 0)
  assert.ok((pause?.distribution?.max ?? 0) <= (pause?.value ?? 0))
})

test('a loop that is blocked shows in the 99th percentile', async t => {
  const metrics = start(t)
  // Core measures from tick to tick: one has to come before.
  await new Promise(resolve => setTimeout(resolve, 250))
  const until = performance.now() + 350
  while (performance.now() < until);
  const points = await collectWithDelay(metrics)
  assert.ok((points['node/eventLoopDelay/p99']?.value ?? 0) > 100)
})

const counter = '\\ASP.NET Applications(??APP_W3SVC_PROC??)'

function requestsIn(points: readonly MetricPoint[]) {
  const found = points.filter(({ name }) => name.startsWith(counter))
  return found.map(({ name, value }) => [name.slice(counter.length + 1), value])
}

test('requests are a rate and a mean time, of the interval', t => {
  const metrics = start(t)
  for (const duration of [10, 20, 60]) metrics.requests.add(duration)
  assert.deepEqual(requestsIn(metrics.collect(2_000)), [
    ['Requests/Sec', 1.5],
    ['Request Execution Time', 30]
  ])
  assert.deepEqual(requestsIn(metrics.collect(2_000)), [['Requests/Sec', 0]])
})

test('a program that serves nothing has no rate of requests', t => {
  assert.deepEqual(requestsIn(start(t).collect(2_000)), [])
})

test('an interval of less than a second is part of the next one, but for the first', t => {
  const metrics = start(t)
  assert.ok(metrics.collect(1).length > 0)
  metrics.requests.add(10)
  assert.deepEqual(metrics.collect(999), [])
  assert.deepEqual(requestsIn(metrics.collect(1)), [
    ['Requests/Sec', 1],
    ['Request Execution Time', 10]
  ])
})

test('no value is sent that is none', t => {
  for (const { name, value } of start(t).collect(0)) assert.ok(Number.isFinite(value), name)
})
