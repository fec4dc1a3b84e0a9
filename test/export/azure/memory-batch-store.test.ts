import assert from 'node:assert/strict'
import { mock, type TestContext, test } from 'node:test'
import { MemoryBatchStore } from '../../../src/export/azure/memory-batch-store.js'

const now = 1_800_000_000_000

function batchOf(...lines: readonly string[]) {
  return { lines, createdAt: now }
}

async function claimAll(store: MemoryBatchStore): Promise<readonly string[]> {
  const lines: string[] = []
  for (let claim = await store.claim(); claim; claim = await store.claim()) {
    lines.push(...claim.batch.lines)
    await claim.remove()
  }
  return lines
}

test('the oldest batch is claimed first', async t => {
  stopClock(t)
  const store = new MemoryBatchStore()
  for (const line of ['a', 'b', 'c']) await store.put(batchOf(line))
  assert.deepEqual(await claimAll(store), ['a', 'b', 'c'])
  assert.equal(await store.claim(), undefined)
})

test('a batch that is claimed cannot be claimed again', async t => {
  stopClock(t)
  const store = new MemoryBatchStore()
  await store.put(batchOf('a'))
  await store.claim()
  assert.equal(await store.claim(), undefined)
})

// Or one item that the service never takes would keep all others waiting behind it.
test('what is given back has its next turn after all others', async t => {
  stopClock(t)
  const store = new MemoryBatchStore()
  await store.put(batchOf('a', 'b'))
  await store.put(batchOf('c'))
  const claim = await store.claim()
  await claim?.giveBack(['b'])
  assert.deepEqual(await claimAll(store), ['c', 'b'])
  assert.equal(store.dropped, 0)
})

test('at maxSize characters all is kept, beyond it the oldest batch is dropped and counted', async t => {
  stopClock(t)
  const store = new MemoryBatchStore({ maxSize: 6 })
  await store.put(batchOf('a', 'bb'))
  await store.put(batchOf('ccc'))
  assert.equal(store.dropped, 0)
  await store.put(batchOf('d'))
  assert.equal(store.dropped, 2)
  assert.deepEqual(await claimAll(store), ['ccc', 'd'])
})

test('the oldest is dropped even when it has just been given back', async t => {
  stopClock(t)
  const store = new MemoryBatchStore({ maxSize: 3 })
  await store.put({ lines: ['old'], createdAt: now - 1 })
  const claim = await store.claim()
  await store.put(batchOf('new'))
  await claim?.giveBack(['old'])
  assert.equal(store.dropped, 1)
  assert.deepEqual(await claimAll(store), ['new'])
})

test('a batch that is too large by itself is dropped and counted', async () => {
  const store = new MemoryBatchStore({ maxSize: 2 })
  await store.put(batchOf('abc'))
  assert.equal(store.dropped, 1)
  assert.equal(await store.claim(), undefined)
})

test('room that is claimed is free, and taken again by what is given back', async t => {
  stopClock(t)
  const store = new MemoryBatchStore({ maxSize: 4 })
  await store.put(batchOf('aa', 'aa'))
  const claim = await store.claim()
  await store.put(batchOf('bb'))
  await claim?.giveBack(['aa'])
  assert.equal(store.dropped, 0)
  await store.put(batchOf('c'))
  assert.equal(store.dropped, 1)
})

test('a batch of the greatest age is claimed, an older one is dropped and counted', async t => {
  stopClock(t)
  const age = 47 * 3_600_000
  const store = new MemoryBatchStore()
  await store.put({ lines: ['too', 'old'], createdAt: now - age - 1 })
  await store.put({ lines: ['old'], createdAt: now - age })
  assert.deepEqual(await claimAll(store), ['old'])
  assert.equal(store.dropped, 2)
})

test('what is given back keeps its age', async t => {
  stopClock(t)
  const store = new MemoryBatchStore()
  await store.put(batchOf('a'))
  const claim = await store.claim()
  await claim?.giveBack(['a'])
  assert.equal((await store.claim())?.batch.createdAt, now)
})

function stopClock(t: TestContext): void {
  mock.timers.enable({ apis: ['Date'], now })
  t.after(() => mock.timers.reset())
}
