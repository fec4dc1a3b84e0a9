import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CountAggregation, DistributionAggregation } from '../../src/metrics/aggregation.js'
import { measureDouble, measureInt } from '../../src/metrics/measure.js'
import { Stats } from '../../src/metrics/stats.js'
import { View, type ViewOptions } from '../../src/metrics/view.js'
import { newMeasure } from './new-measure.js'

const measure = newMeasure()
const count = new CountAggregation()

function viewWith(options: Partial<ViewOptions> = {}): View {
  return new View({ name: 'v', measure, aggregation: count, ...options })
}

for (const name of ['a', 'a b/c_d-e.f', '~', 'x'.repeat(255)]) {
  test(`${name.slice(0, 20)} is a name of a measure and of a view`, () => {
    assert.equal(measureInt(`${name}`, '').name, name)
    assert.equal(viewWith({ name }).name, name)
  })
}

for (const name of ['', ' ', ' a', 'a ', 'ä', 'a\n', '\x7f', 'x'.repeat(256), 7, undefined, null]) {
  test(`${JSON.stringify(name)?.slice(0, 20)} is no name of a measure or a view`, () => {
    assert.throws(() => measureDouble(name as string, ''), { code: 'ERR_MEASURE' })
    assert.throws(() => viewWith({ name: name as string }), { code: 'ERR_VIEW' })
  })
}

test('a unit has 63 characters at most', () => {
  assert.equal(measureInt('unit of 63', '', 'u'.repeat(63)).unit.length, 63)
  assert.throws(() => measureInt('unit of 64', '', 'u'.repeat(64)), { code: 'ERR_MEASURE' })
  assert.throws(() => measureInt('unit is none', '', ''), { code: 'ERR_MEASURE' })
})

test('a measure that is defined twice is one measure', () => {
  assert.equal(measureInt('twice', 'a', 'By'), measureInt('twice', 'a', 'By'))
})

test('a measure of another kind, unit or description under a name that is taken is a mistake', () => {
  measureInt('taken', 'a', 'By')
  assert.throws(() => measureDouble('taken', 'a', 'By'), { code: 'ERR_MEASURE', setting: 'taken' })
  assert.throws(() => measureInt('taken', 'a', 'ms'), { code: 'ERR_MEASURE' })
  assert.throws(() => measureInt('taken', 'b', 'By'), { code: 'ERR_MEASURE' })
})

test('the same view can be registered again', () => {
  const stats = new Stats()
  const aggregation = () => new DistributionAggregation([1, 2])
  stats.registerView(viewWith({ tagKeys: ['a'], aggregation: aggregation() }))
  stats.registerView(viewWith({ tagKeys: ['a'], aggregation: aggregation() }))
  stats.record([{ measure, value: 1 }])
  assert.equal(stats.collect().length, 1)
})

const others: Record<string, Partial<ViewOptions>> = {
  description: { description: 'b' },
  'tag key': { tagKeys: ['b'] },
  'order of tag keys': { tagKeys: ['c', 'a'] },
  measure: { measure: newMeasure() },
  aggregation: { aggregation: new DistributionAggregation() },
  boundary: { aggregation: new DistributionAggregation([3]) }
}
for (const [difference, options] of Object.entries(others)) {
  test(`a view under a name that is taken, with another ${difference}, is a mistake`, () => {
    const stats = new Stats()
    const tagKeys = difference === 'order of tag keys' ? ['a', 'c'] : ['a']
    const aggregation = difference === 'boundary' ? new DistributionAggregation([2]) : count
    stats.registerView(viewWith({ tagKeys, aggregation }))
    const other = viewWith({ tagKeys, aggregation, ...options })
    assert.throws(() => stats.registerView(other), { code: 'ERR_VIEW', setting: 'v' })
  })
}

const mistakes: Record<string, unknown> = {
  'a tag key twice': { tagKeys: ['a', 'a'] },
  'an empty tag key': { tagKeys: [''] },
  'a tag key of 151 characters': { tagKeys: ['x'.repeat(151)] },
  'no measure': { measure: undefined },
  'a measure of its own making': { measure: { name: 'a' } },
  'no aggregation': { aggregation: undefined },
  'an aggregation of its own making': { aggregation: { createAccumulator() {} } }
}
for (const [mistake, options] of Object.entries(mistakes)) {
  test(`a view with ${mistake} is a mistake`, () => {
    assert.throws(() => viewWith(options as Partial<ViewOptions>), { code: 'ERR_VIEW' })
  })
}

test('boundaries rise from above 0', () => {
  assert.deepEqual(new DistributionAggregation([Number.MIN_VALUE, 1]).boundaries.length, 2)
  for (const boundaries of [[0], [-1], [1, 1], [2, 1], [Number.NaN], [Infinity], ['1' as never]]) {
    assert.throws(() => new DistributionAggregation(boundaries), { code: 'ERR_VIEW' })
  }
})

test('a thousand views are the most', () => {
  const stats = new Stats()
  for (let i = 0; i < 1_000; i++) stats.registerView(viewWith({ name: `v${i}` }))
  stats.registerView(viewWith({ name: 'v0' }))
  assert.throws(() => stats.registerView(viewWith({ name: 'one more' })), { code: 'ERR_VIEW' })
})
