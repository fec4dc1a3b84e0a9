import assert from 'node:assert/strict'
import Module from 'node:module'
import { test } from 'node:test'
import { logger } from '../../../../src/diagnostics/logger.js'
import { LocalBatchStore } from '../../../../src/export/azure/storage/local-batch-store.js'
import { keep, keepNow, linesOf } from '../delivery/batches.js'

logger.level = 'off'

// In a file of its own: nothing else here may have loaded what is missing.
test('without the files of the storage there is nothing to claim, and what is kept is kept in memory', async t => {
  const resolver = Module as unknown as { _resolveFilename: (request: string) => string }
  const original = resolver._resolveFilename
  t.mock.method(resolver, '_resolveFilename', function resolve(this: unknown, ...args: [string]) {
    if (args[0].includes('storage-directory')) throw new Error('Cannot find module')
    return Reflect.apply(original, this, args)
  })
  const target = { instrumentationKey: 'a', endpoint: 'http://127.0.0.1:9', tokenScope: '' }
  const store = new LocalBatchStore(target, {})
  assert.equal(await store.claim(), undefined)
  await keep(store, 'a')
  keepNow(store, 'b')
  assert.equal(store.volatile, 2)
  assert.deepEqual(linesOf(await store.claim()), ['a'])
})
