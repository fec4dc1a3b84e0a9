import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { AzureExporter } from '../../src/azure-exporter.js'
import { AzureMetricsExporter } from '../../src/azure-metrics-exporter.js'
import { RoleMetrics } from '../../src/role-metrics.js'
import { startStandIn } from '../tools/start-stand-in.js'

test('what becomes of items is told once, by one exporter or by the next', async t => {
  const { exporter, metrics, told } = await start(t)
  const [first, second] = [1, 2].map(() => new AzureMetricsExporter({ exporter }))
  assert.ok(first && second)
  metrics.exportBy(first, true)
  let accepted = 0
  metrics.watch({ stats: () => ({ accepted }) })
  accepted = 3
  metrics.end()
  metrics.exportBy(second, true)
  accepted = 7
  await first.flush()
  await second.shutdown()
  assert.deepEqual(told(), [
    ['Item_Success_Count', 3],
    ['Item_Success_Count', 4]
  ])
})

test('what becomes of items is told while that is asked for, and not before or after', async t => {
  const { exporter, metrics, told } = await start(t)
  let accepted = 0
  for (const hasItems of [false, true, false]) {
    const current = new AzureMetricsExporter({ exporter })
    metrics.exportBy(current, hasItems)
    if (accepted === 0) metrics.watch({ stats: () => ({ accepted }) })
    accepted += 2
    metrics.end()
    await current.flush()
  }
  assert.deepEqual(told(), [['Item_Success_Count', 2]])
})

async function start(t: TestContext) {
  const standIn = await startStandIn(t)
  const exporter = new AzureExporter({ connectionString: standIn.connectionString })
  const told = () => {
    const points = standIn.envelopes.map(({ data }) => data.baseData.metrics?.[0])
    return points.map(point => [point?.name, point?.value]).sort()
  }
  return { exporter, metrics: new RoleMetrics(exporter.channel.source), told }
}

test('another resource, role or instance is another one', () => {
  const one = { instrumentationKey: 'a', serviceName: 'b', serviceInstance: 'c' }
  const sourceOf = (change = {}) => new AzureExporter({ ...one, ...change }).channel.source
  const metrics = new RoleMetrics(sourceOf())
  assert.ok(metrics.isOf(sourceOf({ serviceVersion: '2' })))
  for (const name of Object.keys(one)) assert.ok(!metrics.isOf(sourceOf({ [name]: 'x' })), name)
})
