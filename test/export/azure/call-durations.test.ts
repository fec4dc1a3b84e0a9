import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CallDurations, performanceBucketOf } from '../../../src/export/azure/call-durations.js'
import { createEnvelope } from '../../../src/export/azure/envelope/envelope.js'
import { WallClock } from '../../../src/trace/clock.js'
import { Redaction } from '../../../src/trace/redaction.js'
import { AlwaysOffSampler } from '../../../src/trace/sampler.js'
import { createEndedSpan, createHttpSpan } from '../ended-span.js'
import { envelopeSource } from './envelope-source.js'

const create = () => new CallDurations(envelopeSource)

test('a call is counted under what its item says', () => {
  const durations = create()
  const span = createHttpSpan('http://api.test:81/a', { 'http.response.status_code': 200 })
  durations.count(span)
  const [point, ...others] = durations.collect()
  assert.deepEqual(others, [])
  assert.equal(point?.name, 'Dependency duration')
  assert.deepEqual(point.properties, {
    '_MS.MetricId': 'dependencies/duration',
    '_MS.IsAutocollected': 'True',
    'cloud/roleName': 'shop',
    'cloud/roleInstance': 'shop-1',
    'Dependency.Type': 'Http',
    'dependency/target': 'api.test:81',
    'dependency/resultCode': '200',
    'Dependency.Success': 'True',
    'dependency/performanceBucket': '<250ms',
    'operation/synthetic': 'False'
  })
  assert.equal(point.value, span.duration)
  assert.deepEqual(durations.collect(), [])
})

test('a request is counted under what its item says', () => {
  const durations = create()
  const attributes = { 'http.response.status_code': 503, 'user_agent.original': 'Googlebot' }
  durations.count(createEndedSpan({ kind: 'server', status: 'error', attributes }))
  const [point] = durations.collect()
  assert.equal(point?.name, 'Server response time')
  assert.deepEqual(point.properties, {
    '_MS.MetricId': 'requests/duration',
    '_MS.IsAutocollected': 'True',
    'cloud/roleName': 'shop',
    'cloud/roleInstance': 'shop-1',
    'request/resultCode': '503',
    'Request.Success': 'False',
    'request/performanceBucket': '<250ms',
    'operation/synthetic': 'True'
  })
})

test('what has no target or result code is counted as unknown', () => {
  const durations = create()
  durations.count(createEndedSpan())
  const [{ properties } = assert.fail()] = durations.collect()
  assert.equal(properties['Dependency.Type'], 'InProc')
  assert.equal(properties['dependency/target'], 'Unknown')
  assert.equal(properties['dependency/resultCode'], 'Unknown')
})

test('a span that is sampled out is counted like any other', () => {
  const durations = create()
  durations.count(createEndedSpan({ sampler: new AlwaysOffSampler() }))
  assert.equal(durations.collect()[0]?.distribution?.count, 1)
})

test('an item says that it was counted only when it was', () => {
  const mark = '_MS.ProcessedByMetricExtractors'
  for (const [kind, words] of [
    ['client', "(Name:'Dependencies', Ver:'1.1')"],
    ['server', "(Name:'Requests', Ver:'1.1')"]
  ] as const) {
    const span = createEndedSpan({ kind })
    const propertyOf = () => {
      const source = { ...envelopeSource, redaction: new Redaction(undefined) }
      const { data } = createEnvelope(span, source, new WallClock())
      const { properties = {} } = data.baseData as { properties?: Record<string, string> }
      return properties[mark]
    }
    assert.equal(propertyOf(), undefined)
    create().count(span)
    assert.equal(propertyOf(), words)
  }
})

test('125 targets are told apart, the others are one, and none is lost', () => {
  const durations = create()
  for (let i = 0; i < 127; i++) durations.count(createHttpSpan(`http://host-${i}.test/`))
  durations.count(createHttpSpan('http://host-0.test/'))
  const counts = new Map(
    durations.collect().map(({ properties, distribution }) => {
      return [properties['dependency/target'], distribution?.count]
    })
  )
  assert.equal(counts.size, 126)
  assert.equal(counts.get('host-0.test'), 2)
  assert.equal(counts.get('host-124.test'), 1)
  assert.equal(counts.get('DIMENSION-CAPPED'), 2)
})

test('30 result codes are told apart', () => {
  const durations = create()
  for (let i = 0; i < 31; i++) {
    durations.count(createHttpSpan('http://a.test/', { 'http.response.status_code': 200 + i }))
  }
  const codes = durations.collect().map(({ properties }) => properties['dependency/resultCode'])
  assert.equal(codes.length, 31)
  assert.ok(codes.includes('229'))
  assert.equal(codes.at(-1), 'DIMENSION-CAPPED')
})

const buckets: Readonly<Record<string, readonly [number, number]>> = {
  '<250ms': [0, 249.999],
  '250ms-500ms': [250, 499.999],
  '500ms-1sec': [500, 999.999],
  '1sec-3sec': [1_000, 2_999.999],
  '3sec-7sec': [3_000, 6_999.999],
  '7sec-15sec': [7_000, 14_999.999],
  '15sec-30sec': [15_000, 29_999.999],
  '30sec-1min': [30_000, 59_999.999],
  '1min-2min': [60_000, 119_999.999],
  '2min-5min': [120_000, 299_999.999],
  '>=5min': [300_000, Number.MAX_VALUE]
}
for (const [name, [first, last]] of Object.entries(buckets)) {
  test(`the bucket ${name} is from ${first} to ${last} ms`, () => {
    assert.equal(performanceBucketOf(first), name)
    assert.equal(performanceBucketOf(last), name)
  })
}
