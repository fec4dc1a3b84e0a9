import assert from 'node:assert/strict'
import Module from 'node:module'
import { type TestContext, test } from 'node:test'
import { Transport } from '../../../../src/export/azure/transport/transport.js'
import { startStandIn } from '../../../tools/start-stand-in.js'

// In a file of its own: nothing else here may have loaded undici.
const missing = Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' })

function hideUndici(t: TestContext): void {
  const resolver = Module as unknown as { _resolveFilename: (request: string) => string }
  const original = resolver._resolveFilename
  t.mock.method(resolver, '_resolveFilename', function resolve(this: unknown, ...args: [string]) {
    if (args[0].startsWith('undici')) throw missing
    return Reflect.apply(original, this, args)
  })
}

test('without undici a proxy cannot be reached, which is a failure and not an error', async t => {
  hideUndici(t)
  process.env['HTTP_PROXY'] = 'http://127.0.0.1:1'
  t.after(() => delete process.env['HTTP_PROXY'])
  const outcome = await new Transport('http://127.0.0.1:1').post(Buffer.alloc(0))
  assert.deepEqual(outcome, { kind: 'failure', error: missing })
})

test('where there is no proxy undici is not needed', async t => {
  hideUndici(t)
  const standIn = await startStandIn(t)
  assert.equal((await new Transport(standIn.endpoint).post(Buffer.alloc(0))).kind, 'answer')
})
