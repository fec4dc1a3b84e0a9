import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logger } from '../../src/diagnostics/logger.js'
import {
  CountAggregation,
  DistributionAggregation,
  LastValueAggregation,
  SumAggregation
} from '../../src/metrics/aggregation.js'
import { Stats } from '../../src/metrics/stats.js'
import type { Tags } from '../../src/metrics/tags.js'
import { View } from '../../src/metrics/view.js'
import { mostSeries } from '../../src/metrics/view-data.js'
import { newMeasure } from './new-measure.js'

logger.level = 'off'

function create(tagKeys: readonly string[] = [], aggregation: View['aggregation'] = sum) {
  const stats = new Stats()
  const measure = newMeasure()
  stats.registerView(new View({ name: 'v', tagKeys, measure, aggregation }))
  const record = (value: unknown, tags?: unknown) =>
    stats.record([{ measure, value: value as number }], tags as Tags)
  return { stats, measure, record }
}
const sum = new SumAggregation()

test('each aggregation makes its own point of the same values', () => {
  const stats = new Stats()
  const measure = newMeasure()
  const aggregations = {
    count: new CountAggregation(),
    sum,
    last: new LastValueAggregation(),
    distribution: new DistributionAggregation([4, 6])
  }
  for (const [name, aggregation] of Object.entries(aggregations)) {
    stats.registerView(new View({ name, measure, aggregation }))
  }
  for (const value of [2, 4, 4, 4, 5, 5, 7, 9]) stats.record([{ measure, value }])
  const properties = {}
  const buckets = [
    { below: 4, count: 1 },
    { below: 6, count: 5 },
    { below: Number.POSITIVE_INFINITY, count: 2 }
  ]
  assert.deepEqual(stats.collect(), [
    { name: 'count', properties, value: 8 },
    { name: 'sum', properties, value: 40 },
    { name: 'last', properties, value: 9 },
    {
      name: 'distribution',
      properties,
      value: 40,
      distribution: { count: 8, min: 2, max: 9, stdDev: 2, buckets }
    }
  ])
})

test('points hold what there was since the last time, and nothing is no point', () => {
  for (const aggregation of [sum, new LastValueAggregation(), new DistributionAggregation()]) {
    const { stats, record } = create(['a'], aggregation)
    assert.deepEqual(stats.collect(), [])
    record(3, { a: 'x' })
    assert.equal(stats.collect()[0]?.value, 3)
    assert.deepEqual(stats.collect(), [])
    record(0, { a: 'x' })
    assert.equal(stats.collect()[0]?.value, 0)
  }
})

test('a view keeps apart what differs in its tag keys, and only in those', () => {
  const { stats, record } = create(['a', 'b'])
  record(1, { a: 'x', b: 'y', c: '1' })
  record(2, { a: 'x', b: 'y', c: '2' })
  record(4, { a: 'y', b: 'x' })
  record(8, { a: 'x' })
  record(16)
  const points = stats.collect().map(({ properties, value }) => [properties, value])
  assert.deepEqual(points, [
    [{ a: 'x', b: 'y' }, 3],
    [{ a: 'x' }, 8],
    [{ a: 'y', b: 'x' }, 4],
    [{}, 16]
  ])
})

test('measurements are recorded together, each for its own measure', () => {
  const { stats, measure } = create()
  const other = newMeasure('int')
  stats.registerView(new View({ name: 'w', measure: other, aggregation: sum }))
  stats.record([
    { measure, value: 0.5 },
    { measure: other, value: 2 }
  ])
  assert.deepEqual(
    stats.collect().map(({ value }) => value),
    [0.5, 2]
  )
})

test('a measure without a view is no mistake and nothing is kept of it', () => {
  const stats = new Stats()
  const before = stats.counts()
  stats.record([{ measure: newMeasure(), value: 1 }])
  assert.deepEqual(stats.counts(), before)
  assert.deepEqual(stats.collect(), [])
})

const badValues = [Number.NaN, Infinity, -Infinity, -1, -Number.MIN_VALUE, '1', 1n, null, undefined]
for (const value of badValues) {
  test(`the value ${String(value)} (${typeof value}) is ignored and counted`, () => {
    const { stats, record } = create()
    const before = stats.counts()['ignoredValues'] as number
    record(value)
    assert.deepEqual(stats.collect(), [])
    assert.equal(stats.counts()['ignoredValues'], before + 1)
  })
}

test('a measure of whole numbers ignores others', () => {
  const stats = new Stats()
  const measure = newMeasure('int')
  stats.registerView(new View({ name: 'v', measure, aggregation: sum }))
  stats.record([{ measure, value: 1.5 }])
  stats.record([{ measure, value: 2 ** 53 }])
  assert.equal(stats.collect()[0]?.value, 2 ** 53)
})

const hostile = new Proxy(
  {},
  {
    get() {
      throw new Error('hostile')
    }
  }
)
const badLists: readonly unknown[] = [
  undefined,
  null,
  7,
  'text',
  {},
  [undefined],
  [{}],
  [{ measure: { record() {} }, value: 1 }],
  [hostile],
  hostile
]
for (const [i, list] of badLists.entries()) {
  test(`measurements that are none are ignored and counted (${i})`, () => {
    const stats = new Stats()
    const before = stats.counts()['ignoredValues'] as number
    stats.record(list as never)
    assert.equal(stats.counts()['ignoredValues'], before + 1)
  })
}

test('one bad measurement does not take the others with it', () => {
  const { stats, measure } = create()
  stats.record([hostile as never, { measure, value: 3 }])
  assert.equal(stats.collect()[0]?.value, 3)
})

for (const tag of [7, null, {}, ['x'], Symbol('x'), 'x'.repeat(256)]) {
  test(`a tag that is ${typeof tag} ${String(tag).length} is left out and counted`, () => {
    const { stats, record } = create(['a', 'b'])
    const before = stats.counts()['ignoredTags'] as number
    record(3, { a: tag, b: 'y' })
    assert.deepEqual(stats.collect(), [{ name: 'v', properties: { b: 'y' }, value: 3 }])
    assert.equal(stats.counts()['ignoredTags'], before + 1)
  })
}

for (const tags of [null, 7, 'text', []]) {
  test(`tags that are ${JSON.stringify(tags)} are no tags`, () => {
    const { stats, record } = create(['a', 'constructor', '__proto__'])
    record(3, tags)
    assert.deepEqual(stats.collect(), [{ name: 'v', properties: {}, value: 3 }])
  })
}

test('what an object has by itself is no tag', () => {
  const { stats, record } = create(['constructor', 'toString'])
  const before = stats.counts()
  record(3, { toString: 'x' })
  assert.deepEqual(stats.collect()[0]?.properties, { toString: 'x' })
  assert.deepEqual(stats.counts(), before)
})

test('tags that throw are ignored with their measurement', () => {
  const { stats, record } = create(['a'])
  record(3, hostile)
  assert.deepEqual(stats.collect(), [])
})

test('combinations beyond the most become one series, which is counted', () => {
  const { stats, record } = create(['a'])
  for (let i = 0; i < mostSeries; i++) record(1, { a: `${i}` })
  assert.equal(stats.counts()['overflowed'], 0)
  record(5, { a: 'one more' })
  record(7, { a: 'another' })
  record(1, { a: '0' })
  assert.equal(stats.counts()['overflowed'], 2)
  const points = stats.collect()
  assert.equal(points.length, mostSeries + 1)
  assert.equal(points[0]?.value, 2)
  const overflow = { name: 'v', properties: { 'outspan.overflow': 'true' }, value: 12 }
  assert.deepEqual(points.at(-1), overflow)
})

test('a series that was idle for an interval makes room for another', () => {
  const { stats, record } = create(['a', 'b'])
  for (let i = 0; i < mostSeries; i++) record(1, { a: `${i % 7}`, b: `${i}` })
  stats.collect()
  record(1, { a: '0', b: '0' })
  record(1, { a: 'new', b: 'new' })
  assert.equal(stats.counts()['overflowed'], 1)
  stats.collect()
  for (let i = 1; i < mostSeries; i++) record(1, { a: 'new', b: `${i}` })
  assert.equal(stats.counts()['overflowed'], 1)
  assert.equal(stats.collect().length, mostSeries - 1)
})
