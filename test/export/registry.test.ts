import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logger } from '../../src/diagnostics/logger.js'
import { exporterNames, exporters } from '../../src/export/registry.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { createEndedSpan } from './ended-span.js'

logger.level = 'off'

test('the exporters are azure, console and console-json', () => {
  assert.deepEqual(exporterNames, ['azure', 'console', 'console-json'])
})

test('azure checks its connection string before the first span', () => {
  assert.throws(() => exporters.azure({}), { code: 'ERR_CONNECTION_STRING_MISSING' })
  const connectionString = 'InstrumentationKey'
  const code = 'ERR_CONNECTION_STRING_INVALID'
  assert.throws(() => exporters.azure({ connectionString }), { code })
})

// In the order of the file: what one test loads cannot be unloaded.
test('azure loads what it needs with the first span, without undici, and sends', async t => {
  const standIn = await startStandIn(t)
  const exporter = exporters.azure({ connectionString: standIn.connectionString })
  await exporter.flush?.()
  assert.equal(isLoaded('/azure/azure-exporter.js'), false)
  await exporter.export([createEndedSpan()])
  assert.equal(isLoaded('/azure/azure-exporter.js'), true)
  assert.equal(isLoaded('/node_modules/undici/'), false)
  assert.equal(standIn.envelopes.length, 1)
})

function isLoaded(part: string): boolean {
  return Object.keys(require.cache).some(path => path.includes(part))
}
