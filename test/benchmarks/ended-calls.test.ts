import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { AzureExporter } from '../../src/export/azure/azure-exporter.js'
import type { Span } from '../../src/trace/span.js'
import { repository } from '../process/repository.js'
import { startStandIn } from '../tools/start-stand-in.js'

// Benchmarks are not compiled; this is what the module says of itself.
interface EndedCalls {
  endedCalls(count: number, port: number): readonly Span[]
}

test('the spans whose export is measured all arrive, as dependencies', async t => {
  const file = join(repository, 'benchmarks', 'programs', 'ended-calls.mjs')
  const { endedCalls }: EndedCalls = await import(pathToFileURL(file).href)
  const standIn = await startStandIn(t)
  const exporter = new AzureExporter({ connectionString: standIn.connectionString })
  await exporter.export(endedCalls(3, 8443))
  assert.deepEqual(
    standIn.envelopes.map(({ data }) => data.baseData.data),
    [0, 1, 2].map(i => `https://stock.example.com:8443/v1/stock/${i}?unit=kg`)
  )
  assert.deepEqual(standIn.violations, [])
})
