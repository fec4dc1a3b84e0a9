import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { compress, writeTexts } from '../../../../src/export/azure/delivery/request-body.js'
import { Transport } from '../../../../src/export/azure/transport/transport.js'
import { startStandIn } from '../../../tools/start-stand-in.js'
import { createLines } from '../envelope-lines.js'

// In a file of its own: what is kept for later is made by the first batch.
test('compressor and connections do not keep the context in which they were first needed', async t => {
  const standIn = await startStandIn(t)
  const transport = new Transport(standIn.endpoint)
  const store = new AsyncLocalStorage<object>()
  const kept = {
    compressing: await runIn(store, () => compressLines('a')),
    posting: await runIn(store, () => transport.post(Buffer.alloc(0)))
  }
  for (let turn = 0; turn < 10; turn++) {
    await nextTurn()
    globalThis.gc?.()
  }
  assert.ok(globalThis.gc)
  assert.equal(kept.compressing.deref(), undefined)
  assert.equal(kept.posting.deref(), undefined)
  // Alive until here.
  assert.equal((await transport.post(await compressLines('b'))).kind, 'answer')
})

async function runIn(store: AsyncLocalStorage<object>, work: () => Promise<unknown>) {
  const context = {}
  await store.run(context, work)
  return new WeakRef(context)
}

async function compressLines(name: string): Promise<Buffer> {
  const [text] = writeTexts(createLines(name))
  assert.ok(text)
  return await compress(text)
}
