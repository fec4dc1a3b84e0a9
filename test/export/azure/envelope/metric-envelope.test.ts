import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatEnvelopeLine } from '../../../../src/export/azure/envelope/envelope-line.js'
import { createMetricEnvelope } from '../../../../src/export/azure/envelope/metric-envelope.js'
import { DistributionAccumulator } from '../../../../src/metrics/distribution.js'
import type { MetricPoint } from '../../../../src/metrics/point.js'
import { checkItem } from '../../../../tools/ingestion-stand-in/envelope-check.js'
import { fc } from '../../../generated-input.js'
import { envelopeSource } from '../envelope-source.js'

const interval = { end: Date.UTC(2026, 2, 1, 9, 31), length: 60_000.4 }

function write(point: MetricPoint) {
  const line = formatEnvelopeLine(createMetricEnvelope(point, envelopeSource, interval))
  const { instrumentationKey } = envelopeSource
  const envelope = JSON.parse(line)
  assert.deepEqual(checkItem(envelope, { instrumentationKey, strictTime: false }).problems, [])
  return envelope
}

test('a value is a measurement at the end of its interval, and never sampled', () => {
  const envelope = write({ name: 'queue', properties: { shop: 'a' }, value: 7.5 })
  assert.deepEqual(envelope, {
    ver: 1,
    name: 'Microsoft.ApplicationInsights.Metric',
    time: '2026-03-01T09:31:00.0000000Z',
    sampleRate: 100,
    iKey: envelopeSource.instrumentationKey,
    tags: {
      'ai.cloud.role': 'shop',
      'ai.cloud.roleInstance': 'shop-1',
      'ai.internal.sdkVersion': 'outspan:0.0.0'
    },
    data: {
      baseType: 'MetricData',
      baseData: {
        ver: 2,
        metrics: [{ name: 'queue', value: 7.5, kind: 'Measurement' }],
        properties: { shop: 'a', '_MS.AggregationIntervalMs': '60000' }
      }
    }
  })
})

test('a tag that is a URL loses its secrets', () => {
  const url = 'https://user:word@a.blob.test/b?sig=secret'
  const { properties } = write({ name: 'a', properties: { url }, value: 1 }).data.baseData
  assert.equal(properties.url, 'https://REDACTED:REDACTED@a.blob.test/b?sig=REDACTED')
})

test('a distribution is sum, count, min, max and the deviation of all values, with its buckets', () => {
  const accumulator = new DistributionAccumulator([4, 6])
  for (const value of [2, 4, 4, 4, 5, 5, 7, 9]) {
    accumulator.next = value
    accumulator.add()
  }
  const point = { name: 'd', properties: {}, ...(accumulator.take() ?? assert.fail()) }
  const { metrics, properties } = write(point).data.baseData
  const expected = { value: 40, kind: 'Aggregation', count: 8, min: 2, max: 9, stdDev: 2 }
  assert.deepEqual(metrics, [{ name: 'd', ...expected }])
  assert.equal(properties['outspan.buckets'], '{"<4":1,"<6":5,">=6":2}')
})

test('buckets that have no room are left out, not cut', () => {
  const bucketsOf = (count: number) => {
    const buckets = Array.from({ length: count }, (_, i) => ({ below: 1e6 + i, count: 1 }))
    const distribution = { count, min: 1, max: 1, stdDev: 0, buckets }
    return write({ name: 'd', properties: {}, value: 1, distribution }).data.baseData.properties
  }
  // Each takes 13 characters.
  assert.equal(JSON.parse(bucketsOf(630)['outspan.buckets'])['<1000629'], 1)
  assert.equal(bucketsOf(631)['outspan.buckets'], undefined)
})

test('whatever is recorded, the service can read its point', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 })
  const value = fc.oneof(fc.nat(), fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }))
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 255, unit: 'grapheme-ascii' }),
      fc.dictionary(fc.string({ minLength: 1, maxLength: 150, unit: 'grapheme-ascii' }), text),
      fc.array(value, { minLength: 1 }),
      (name, properties, values) => {
        const accumulator = new DistributionAccumulator([1, 1e300])
        for (const next of values) {
          accumulator.next = next
          accumulator.add()
        }
        write({ name, properties, ...(accumulator.take() ?? assert.fail()) })
        write({ name, properties, value: values.reduce((a, b) => a + b) })
      }
    )
  )
})
