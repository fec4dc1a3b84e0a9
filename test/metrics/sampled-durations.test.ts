import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AzureExporter } from '../../src/azure-exporter.js'
import { AzureMetricsExporter } from '../../src/azure-metrics-exporter.js'
import { logger } from '../../src/diagnostics/logger.js'
import { performanceBucketOf } from '../../src/export/azure/call-durations.js'
import { ProbabilitySampler } from '../../src/trace/sampler.js'
import { Tracer } from '../../src/tracer.js'
import { startStandIn } from '../tools/start-stand-in.js'

logger.level = 'off'

test('at a sampling rate of 1 % and with a full queue, count and sum are those of all spans', async t => {
  const { connectionString, envelopes } = await startStandIn(t)
  const exporter = new AzureExporter({ connectionString, enableLocalStorage: false })
  const metrics = new AzureMetricsExporter({ exporter, enableDurations: true })
  t.after(() => metrics.shutdown())
  const sampler = new ProbabilitySampler(0.01)
  const tracer = new Tracer({ exporter, sampler, metrics, maxQueueSize: 2 })
  const expected = new Map<string, readonly [number, number]>()
  for (let i = 0; i < 3_000; i++) {
    const span = tracer.startSpan('work', { kind: 'client', parent: null })
    span.end()
    const bucket = performanceBucketOf(span.duration)
    const [count, sum] = expected.get(bucket) ?? [0, 0]
    expected.set(bucket, [count + 1, sum + span.duration])
  }
  await tracer.shutdown()
  await metrics.flush()

  const points = envelopes.flatMap(({ data: { baseData } }) => {
    const bucket = baseData.properties?.['dependency/performanceBucket'] ?? ''
    return (baseData.metrics ?? []).map(({ count, value }) => [bucket, [count, value]] as const)
  })
  assert.deepEqual(new Map(points), expected)
  const items = envelopes.filter(({ data }) => data.baseType === 'RemoteDependencyData')
  assert.equal(items.length, 2)
  assert.ok((tracer.stats()['droppedQueueFull'] ?? 0) > 0)
  for (const { data } of items) {
    const mark = data.baseData.properties?.['_MS.ProcessedByMetricExtractors']
    assert.equal(mark, "(Name:'Dependencies', Ver:'1.1')")
  }
})
