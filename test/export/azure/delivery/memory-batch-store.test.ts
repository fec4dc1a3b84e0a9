import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Batch } from '../../../../src/export/azure/delivery/batch-store.js'
import { MemoryBatchStore } from '../../../../src/export/azure/delivery/memory-batch-store.js'

const now = 1_800_000_000_000

/** The store does not look into a body: here it is the text itself. */
function batchOf(text: string, items = 1, createdAt = now): Batch {
  return { body: Buffer.from(text), items, createdAt }
}

async function claimAll(store: MemoryBatchStore): Promise<readonly string[]> {
  const texts: string[] = []
  for (let claim = await store.claim(); claim; claim = await store.claim()) {
    texts.push(claim.batch.body.toString())
    await claim.settle([])
  }
  return texts
}

test('the oldest batch is claimed first', async () => {
  const store = new MemoryBatchStore({ now: () => now })
  for (const line of ['a', 'b', 'c']) store.put(batchOf(line))
  assert.deepEqual(await claimAll(store), ['a', 'b', 'c'])
  assert.equal(await store.claim(), undefined)
})

test('a batch that is claimed cannot be claimed again', async () => {
  const store = new MemoryBatchStore({ now: () => now })
  store.put(batchOf('a'))
  await store.claim()
  assert.equal(await store.claim(), undefined)
})

// Or one item that the service never takes would keep all others waiting behind it.
test('what is given back has its next turn after all others', async () => {
  const store = new MemoryBatchStore({ now: () => now })
  store.put(batchOf('ab', 2))
  store.put(batchOf('c'))
  const claim = await store.claim()
  await claim?.settle([batchOf('b')])
  assert.deepEqual(await claimAll(store), ['c', 'b'])
  assert.equal(store.dropped, 0)
})

test('at maxSize bytes all is kept, beyond it the oldest batch is dropped and counted', async () => {
  const store = new MemoryBatchStore({ now: () => now, maxSize: 6 })
  store.put(batchOf('abb', 2))
  store.put(batchOf('ccc'))
  assert.equal(store.dropped, 0)
  store.put(batchOf('d'))
  assert.equal(store.dropped, 2)
  assert.deepEqual(await claimAll(store), ['ccc', 'd'])
})

test('the oldest is dropped even when it has just been given back', async () => {
  const store = new MemoryBatchStore({ now: () => now, maxSize: 3 })
  const old = batchOf('old', 1, now - 1)
  store.put(old)
  const claim = await store.claim()
  store.put(batchOf('new'))
  await claim?.settle([old])
  assert.equal(store.dropped, 1)
  assert.deepEqual(await claimAll(store), ['new'])
})

test('a batch that is too large by itself is dropped and counted', async () => {
  const store = new MemoryBatchStore({ now: () => now, maxSize: 2 })
  store.put(batchOf('abc'))
  assert.equal(store.dropped, 1)
  assert.equal(await store.claim(), undefined)
})

test('room that is claimed is free, and taken again by what is given back', async () => {
  const store = new MemoryBatchStore({ now: () => now, maxSize: 4 })
  store.put(batchOf('aaaa', 2))
  const claim = await store.claim()
  store.put(batchOf('bb'))
  await claim?.settle([batchOf('aa')])
  assert.equal(store.dropped, 0)
  store.put(batchOf('c'))
  assert.equal(store.dropped, 1)
})

test('a batch of the greatest age is claimed, an older one is dropped and counted', async () => {
  const age = 47 * 3_600_000
  const store = new MemoryBatchStore({ now: () => now })
  store.put(batchOf('too old', 2, now - age - 1))
  store.put(batchOf('old', 1, now - age))
  assert.deepEqual(await claimAll(store), ['old'])
  assert.equal(store.dropped, 2)
})

test('what is given back keeps its age', async () => {
  const store = new MemoryBatchStore({ now: () => now })
  store.put(batchOf('a', 1, now - 1))
  const claim = await store.claim()
  await claim?.settle([claim.batch])
  assert.equal((await store.claim())?.batch.createdAt, now - 1)
})
