import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CountAggregation,
  DistributionAggregation,
  LastValueAggregation,
  SumAggregation
} from '../../src/metrics/aggregation.js'
import type { MetricPoint } from '../../src/metrics/point.js'
import { Stats } from '../../src/metrics/stats.js'
import { View } from '../../src/metrics/view.js'
import { fc, runs } from '../generated-input.js'
import { newMeasure } from './new-measure.js'

interface Recording {
  readonly value: number
  readonly tags: Readonly<Record<string, string>>
}

const keys = ['a', 'b', 'c']
const recording = fc.record({
  // Whole numbers in part: their sums are exact whatever the order.
  value: fc.oneof(fc.nat(), fc.double({ min: 0, max: 1e9, noNaN: true })),
  tags: fc.dictionary(fc.constantFrom(...keys), fc.constantFrom('', 'x', 'y'), {
    noNullPrototype: true
  })
})
const intervals = fc.array(fc.array(recording, { maxLength: 30 }), { minLength: 1, maxLength: 4 })
// A measure for each run, of which a process has a thousand.
const numRuns = Math.min(runs(100), 400)
const viewKeys = fc.array(fc.subarray(keys), { minLength: 1, maxLength: 4 })

test('any number of views of one measure say what a naive model says, interval for interval', () => {
  fc.assert(
    fc.property(viewKeys, intervals, (tagKeysOfViews, recordingsOfIntervals) => {
      const stats = new Stats()
      const measure = newMeasure()
      tagKeysOfViews.forEach((tagKeys, i) => {
        const aggregation = new DistributionAggregation([1, 1e3, 1e6])
        stats.registerView(new View({ name: `v${i}`, tagKeys, measure, aggregation }))
      })
      for (const recordings of recordingsOfIntervals) {
        for (const { value, tags } of recordings) stats.record([{ measure, value }], tags)
        const points = stats.collect()
        tagKeysOfViews.forEach((tagKeys, i) => {
          assertSame(
            points.filter(({ name }) => name === `v${i}`),
            group(recordings, tagKeys)
          )
        })
      }
    }),
    { numRuns }
  )
})

test('count, sum and last value are those of the interval', () => {
  fc.assert(
    fc.property(intervals, recordingsOfIntervals => {
      const stats = new Stats()
      const measure = newMeasure()
      const aggregations = [
        new CountAggregation(),
        new SumAggregation(),
        new LastValueAggregation()
      ]
      aggregations.forEach((aggregation, i) => {
        stats.registerView(new View({ name: `v${i}`, measure, aggregation }))
      })
      for (const recordings of recordingsOfIntervals) {
        for (const { value } of recordings) stats.record([{ measure, value }])
        const values = recordings.map(({ value }) => value)
        const expected = [values.length, values.reduce((a, b) => a + b, 0), values.at(-1)]
        const points = stats.collect().map(({ value }) => value)
        assert.deepEqual(points, values.length === 0 ? [] : expected)
      }
    }),
    { numRuns }
  )
})

function group(recordings: readonly Recording[], tagKeys: readonly string[]) {
  const groups = new Map<string, number[]>()
  for (const { value, tags } of recordings) {
    const key = textOf(Object.fromEntries(tagKeys.filter(k => k in tags).map(k => [k, tags[k]])))
    groups.set(key, [...(groups.get(key) ?? []), value])
  }
  return groups
}

function assertSame(points: readonly MetricPoint[], groups: Map<string, number[]>): void {
  assert.equal(points.length, groups.size)
  for (const { properties, value, distribution } of points) {
    const values = groups.get(textOf(properties)) ?? assert.fail('a series of no recording')
    const sum = values.reduce((a, b) => a + b, 0)
    const mean = sum / values.length
    const stdDev = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length)
    assert.equal(value, sum)
    assert.equal(distribution?.count, values.length)
    assert.equal(distribution?.min, Math.min(...values))
    assert.equal(distribution?.max, Math.max(...values))
    assertClose(distribution?.stdDev, stdDev, mean)
    const counts = [0, 1, 1e3, 1e6].map((from, i) => {
      const below = [1, 1e3, 1e6, Infinity][i] as number
      return { below, count: values.filter(v => v >= from && v < below).length }
    })
    assert.deepEqual(distribution?.buckets, counts)
  }
}

/** The square of anything less has no digits left. */
const leastDeviation = 1e-150

/** The naive deviation is the worse of both: for equal values its mean is off by rounding. */
function assertClose(actual: number, expected: number, scale: number): void {
  const tolerance = 1e-6 * expected + 1e-9 * scale + leastDeviation
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} ${expected}`)
}

function textOf(properties: object): string {
  return JSON.stringify(Object.entries(properties).sort())
}
