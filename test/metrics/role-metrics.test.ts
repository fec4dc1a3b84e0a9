import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AzureExporter } from '../../src/azure-exporter.js'
import { AzureMetricsExporter } from '../../src/azure-metrics-exporter.js'
import { RoleMetrics } from '../../src/role-metrics.js'
import { startStandIn } from '../tools/start-stand-in.js'

test('what becomes of items is told once, by one exporter or by the next', async t => {
  const standIn = await startStandIn(t)
  const exporter = new AzureExporter({ connectionString: standIn.connectionString })
  const metrics = new RoleMetrics(exporter.channel.source)
  const [first, second] = [1, 2].map(() => new AzureMetricsExporter({ exporter }))
  assert.ok(first && second)
  metrics.exportBy(first)
  let accepted = 0
  metrics.exportStatsOf({ stats: () => ({ accepted }) })
  accepted = 3
  metrics.end()
  metrics.exportBy(second)
  accepted = 7
  await first.flush()
  await second.shutdown()
  const points = standIn.envelopes.map(({ data }) => data.baseData.metrics?.[0])
  const told = points.map(point => [point?.name, point?.value])
  assert.deepEqual(told.sort(), [
    ['Item_Success_Count', 3],
    ['Item_Success_Count', 4]
  ])
})

test('another resource, role or instance is another one', () => {
  const one = { instrumentationKey: 'a', serviceName: 'b', serviceInstance: 'c' }
  const sourceOf = (change = {}) => new AzureExporter({ ...one, ...change }).channel.source
  const metrics = new RoleMetrics(sourceOf())
  assert.ok(metrics.isOf(sourceOf({ serviceVersion: '2' })))
  for (const name of Object.keys(one)) assert.ok(!metrics.isOf(sourceOf({ [name]: 'x' })), name)
})
