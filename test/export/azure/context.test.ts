import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { type TestContext, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { AzureExporter } from '../../../src/export/azure/azure-exporter.js'
import { AzureMetricsExporter } from '../../../src/export/azure/azure-metrics-exporter.js'
import { startStandIn } from '../../tools/start-stand-in.js'
import { createEndedSpan } from '../ended-span.js'

async function start(t: TestContext) {
  const { connectionString } = await startStandIn(t)
  const spans = new AzureExporter({ connectionString })
  const metrics = new AzureMetricsExporter(spans.channel, { enableStandardMetrics: true })
  t.after(() => metrics.shutdown())
  // What the connection keeps for good is made here.
  await spans.export([createEndedSpan()])
  return { spans, metrics }
}

test('the exporter of spans does not keep the context of the last flush', async t => {
  const { spans } = await start(t)
  await assertLetsGo(() => spans.flush())
})

test('the exporter of metrics does not keep the context of the last flush', async t => {
  const { metrics } = await start(t)
  await assertLetsGo(() => metrics.flush())
})

async function assertLetsGo(work: () => Promise<unknown>): Promise<void> {
  const context = await runIn(new AsyncLocalStorage<object>(), work)
  assert.ok(globalThis.gc)
  for (let turn = 0; turn < 10; turn++) {
    await nextTurn()
    globalThis.gc()
  }
  assert.equal(context.deref(), undefined)
}

async function runIn(store: AsyncLocalStorage<object>, work: () => Promise<unknown>) {
  const context = {}
  await store.run(context, work)
  return new WeakRef(context)
}
