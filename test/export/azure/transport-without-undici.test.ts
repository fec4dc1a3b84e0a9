import assert from 'node:assert/strict'
import Module from 'node:module'
import { test } from 'node:test'
import { Transport } from '../../../src/export/azure/transport/transport.js'

// In a file of its own: nothing else here may have loaded undici.
test('without undici nothing can be sent, which is a failure and not an error', async t => {
  const missing = Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' })
  const resolver = Module as unknown as { _resolveFilename: (request: string) => string }
  const original = resolver._resolveFilename
  t.mock.method(resolver, '_resolveFilename', function resolve(this: unknown, ...args: [string]) {
    if (args[0].startsWith('undici')) throw missing
    return Reflect.apply(original, this, args)
  })
  const outcome = await new Transport('http://127.0.0.1:1').post(Buffer.alloc(0))
  assert.deepEqual(outcome, { kind: 'failure', error: missing })
})
