import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { logger } from '../../src/diagnostics/logger.js'
import { AzureExporter } from '../../src/export/azure/azure-exporter.js'
import { DeferredExporter } from '../../src/export/deferred-exporter.js'
import type { SpanExporter } from '../../src/export/exporter.js'
import { resumeLater } from '../../src/export/resume-later.js'
import { createFolder } from '../config/temporary-folder.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { createEndedSpan } from './ended-span.js'

test('an exporter without spans sends what an earlier process has left', async t => {
  const standIn = await startStandIn(t)
  const options = {
    connectionString: standIn.connectionString,
    storageDirectory: createFolder(t)
  }
  const span = createEndedSpan({ name: 'left behind' })
  new AzureExporter(options).exportNow([span])
  resumeLater(new DeferredExporter(() => new AzureExporter(options)), 1)
  const [envelope] = await standIn.waitForEnvelopes(1)
  assert.equal(envelope?.data.baseData.name, 'left behind')
})

test('an exporter that fails to resume is logged, and nothing is thrown', async t => {
  const error = t.mock.method(logger, 'error', () => undefined)
  const exporter: SpanExporter = {
    export: async () => undefined,
    resume() {
      throw new Error('no file')
    }
  }
  resumeLater(exporter, 1)
  while (error.mock.callCount() === 0) await setTimeout(5)
  assert.match(String(error.mock.calls[0]?.arguments[1]), /failed to resume: Error: no file/)
})
