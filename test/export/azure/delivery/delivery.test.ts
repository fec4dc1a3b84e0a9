import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setImmediate, setTimeout as wait } from 'node:timers/promises'
import { logger } from '../../../../src/diagnostics/logger.js'
import { parseConnectionString } from '../../../../src/export/azure/connection-string.js'
import type { Batch, BatchStore, Claim } from '../../../../src/export/azure/delivery/batch-store.js'
import { Delivery } from '../../../../src/export/azure/delivery/delivery.js'
import { MemoryBatchStore } from '../../../../src/export/azure/delivery/memory-batch-store.js'
import { LocalBatchStore } from '../../../../src/export/azure/storage/local-batch-store.js'
import { Transport } from '../../../../src/export/azure/transport/transport.js'
import type { IngestionStandIn } from '../../../../tools/ingestion-stand-in/server.js'
import { createFolder } from '../../../config/temporary-folder.js'
import { startStandIn } from '../../../tools/start-stand-in.js'
import { assertAccepted, createLines, namesOf } from '../envelope-lines.js'
import { keep } from './batches.js'

logger.level = 'off'

const hour = 3_600_000
const busy = { statusCode: 500, message: 'Busy' }
const bad = { statusCode: 400, message: 'Bad' }

function createDelivery(
  standIn: IngestionStandIn,
  retryDelay = hour,
  timeout?: number,
  store: BatchStore = new MemoryBatchStore()
) {
  const delivery = new Delivery(new Transport(standIn.endpoint, { timeout }), store, retryDelay)
  return { delivery, store }
}

function assertCounts(delivery: Delivery, accepted: number, rejected: number, retried: number) {
  const { counts } = delivery
  assert.deepEqual(
    [counts.accepted, counts.rejected, counts.retried],
    [accepted, rejected, retried]
  )
}

test('what is accepted is sent once', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  await delivery.send(createLines('a', 'b'))
  await delivery.flush()
  assertAccepted(standIn, 'a', 'b')
  assert.equal(standIn.requests.length, 1)
  assertCounts(delivery, 2, 0, 0)
})

test('requests, items and bytes are counted as they were sent', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  standIn.answerOnce({ items: index => [undefined, busy, bad][index] })
  await delivery.send(createLines('a', 'b', 'c'))
  await delivery.flush()
  const bytesSent = standIn.requests.reduce((sum, { bytes }) => sum + bytes, 0)
  assert.deepEqual(delivery.counts.toRecord(), {
    requests: 2,
    bytesSent,
    sent: 4,
    accepted: 2,
    rejected: 1,
    rejected400: 1,
    unconfirmed: 0,
    retried: 1,
    stored: 1,
    replayed: 1
  })
})

test('no lines are no request', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  await delivery.send([])
  await delivery.flush()
  assert.equal(standIn.requests.length, 0)
})

test('more than 500 lines are several requests', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  const names = Array.from({ length: 501 }, (_, i) => `${i}`)
  await delivery.send(createLines(...names))
  assertAccepted(standIn, ...names)
  assert.deepEqual(
    standIn.requests.map(({ items }) => items.length),
    [500, 1]
  )
})

test('of a 206 only the items come again that can be retried, and accepted ones never', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  standIn.answerOnce({ items: index => [undefined, busy, bad, busy][index] })
  await delivery.send(createLines('a', 'b', 'c', 'd'))
  assertCounts(delivery, 1, 1, 2)
  await delivery.flush()
  assertAccepted(standIn, 'a', 'b', 'd')
  assert.deepEqual(namesOf(standIn.requests[1]?.items ?? []), ['b', 'd'])
  assertCounts(delivery, 3, 1, 2)
})

test('items that were accepted under a 429 do not come again', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  const slower = { statusCode: 429, message: 'Slower' }
  standIn.answerOnce({ status: 429, items: index => (index === 0 ? slower : undefined) })
  await delivery.send(createLines('a', 'b'))
  await delivery.flush()
  assertAccepted(standIn, 'a', 'b')
})

test('items that are sampled out by the service are accepted', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  standIn.answer({ items: () => ({ statusCode: 206, message: 'Telemetry sampled out.' }) })
  await delivery.send(createLines('a', 'b'))
  assertCounts(delivery, 2, 0, 0)
})

for (const status of [204, 302, 400, 402, 404, 410, 439]) {
  test(`what is answered ${status} is not sent again, and counted`, async t => {
    const standIn = await startStandIn(t)
    const { delivery, store } = createDelivery(standIn)
    standIn.answerOnce({ status })
    await delivery.send(createLines('a', 'b'))
    await delivery.flush()
    assert.equal(standIn.requests.length, 1)
    assertCounts(delivery, 0, 2, 0)
    assert.equal(store.dropped, 0)
  })
}

for (const status of [307, 308, 401, 403, 405, 408, 429, 500, 502, 503, 504]) {
  test(`what is answered ${status} is sent again, once it is accepted never more`, async t => {
    const standIn = await startStandIn(t)
    const { delivery } = createDelivery(standIn)
    standIn.answerOnce({ status })
    await delivery.send(createLines('a', 'b'))
    assertCounts(delivery, 0, 0, 2)
    await delivery.flush()
    await delivery.flush()
    assertAccepted(standIn, 'a', 'b')
    assert.equal(standIn.requests.length, 2)
    assertCounts(delivery, 2, 0, 2)
  })
}

test('an answer in HTML counts by its status, but for a consent: that is not from the service', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  for (const status of [502, 200, 206]) {
    standIn.answerOnce({
      status,
      body: ' <html>Sign in to the guest network</html>',
      accept: false
    })
  }
  await delivery.send(createLines('a'))
  for (const _ of [1, 2, 3]) await delivery.flush()
  assertAccepted(standIn, 'a')
  assertCounts(delivery, 1, 0, 3)
  standIn.answerOnce({ status: 400, body: '<html>Bad</html>' })
  await delivery.send(createLines('b'))
  assertCounts(delivery, 1, 1, 3)
})

for (const ending of ['close', 'reset', 'hang'] as const) {
  test(`what gets no answer (${ending}) is sent again`, async t => {
    const standIn = await startStandIn(t)
    const { delivery } = createDelivery(standIn, hour, 1_000)
    standIn.answerOnce({ ending })
    await delivery.send(createLines('a'))
    await delivery.flush()
    assertAccepted(standIn, 'a')
    assertCounts(delivery, 1, 0, 1)
  })
}

test('what cannot be connected to gets its lines when it is there again', async t => {
  const gone = await startStandIn(t)
  const { delivery } = createDelivery(gone)
  await startStandIn(t)
  await gone.close()
  await delivery.send(createLines('a'))
  assertCounts(delivery, 0, 0, 1)
  const again = await startStandIn(t, { port: Number(new URL(gone.endpoint).port) })
  await delivery.flush()
  assertAccepted(again, 'a')
})

test('a 200 that is cut is not sent again: it would be there twice', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  standIn.answerOnce({ ending: 'cut' })
  await delivery.send(createLines('a'))
  await delivery.flush()
  assertAccepted(standIn, 'a')
  assert.equal(standIn.requests.length, 1)
})

test('a 206 that is cut is not sent again either, counts as unconfirmed, and is told about', async t => {
  const warned: string[] = []
  t.mock.method(logger, 'warn', (_: string, message: string) => warned.push(message))
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  standIn.answerOnce({ ending: 'cut', items: index => (index === 1 ? busy : undefined) })
  await delivery.send(createLines('a', 'b'))
  await delivery.flush()
  assertAccepted(standIn, 'a')
  assertCounts(delivery, 0, 0, 0)
  assert.equal(delivery.counts.unconfirmed, 2)
  assert.equal(delivery.pending, 0)
  assert.match(warned.join(), /accepted some of 2 items, .* none is sent again/)
})

test('a 400 that is cut is final, a 500 that is cut is not', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  standIn.answerOnce({ ending: 'cut', status: 400 }, { ending: 'cut', status: 500 })
  await delivery.send(createLines('a'))
  await delivery.send(createLines('b'))
  await delivery.flush()
  assertAccepted(standIn, 'b')
  assertCounts(delivery, 1, 1, 1)
})

test('a request that is too large is split until it is not', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  standIn.answer(({ items }) => (items.length > 2 ? { status: 413 } : undefined))
  await delivery.send(createLines('a', 'b', 'c', 'd', 'e'))
  assertAccepted(standIn, 'a', 'b', 'c', 'd', 'e')
  assertCounts(delivery, 5, 0, 0)
  assert.deepEqual(
    standIn.requests.map(({ items }) => items.length),
    [5, 3, 2, 1, 2]
  )
})

test('a single item that is too large is dropped, counted and told about', async t => {
  const told = recordErrors(t)
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  standIn.answer(({ items }) => (namesOf(items).includes('b') ? { status: 413 } : undefined))
  await delivery.send(createLines('a', 'b', 'c'))
  await delivery.flush()
  assertAccepted(standIn, 'a', 'c')
  assertCounts(delivery, 2, 1, 0)
  assert.equal(delivery.counts.toRecord()['rejected413'], 1)
  assert.match(told[0] ?? '', /refused 1 items for good: 413, /)
})

test('a half that has to wait makes the other half wait too', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  standIn.answerOnce({ status: 413 }, { status: 429, headers: { 'retry-after': '60' } })
  await delivery.send(createLines('a', 'b'))
  assert.equal(standIn.requests.length, 2)
  assertCounts(delivery, 0, 0, 1)
  assert.equal(delivery.counts.stored, 2)
  await delivery.flush()
  assertAccepted(standIn, 'a', 'b')
})

test('during a pause new lines are kept and not sent, and a flush brings them', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  standIn.answerOnce({ status: 429, headers: { 'retry-after': '3600' } })
  await delivery.send(createLines('a'))
  await delivery.send(createLines('b'))
  await delivery.send(createLines('c'))
  assert.equal(standIn.requests.length, 1)
  await delivery.flush()
  assertAccepted(standIn, 'a', 'b', 'c')
  assertCounts(delivery, 3, 0, 1)
  assert.deepEqual([delivery.counts.stored, delivery.counts.replayed], [3, 3])
})

test('a store that was empty is not looked into again with every batch', async t => {
  const standIn = await startStandIn(t)
  const { delivery, store } = createDelivery(standIn)
  const claim = t.mock.method(store, 'claim')
  const start = performance.now()
  for (let i = 0; i < 20; i++) await delivery.send(createLines(`${i}`))
  const seconds = (performance.now() - start) / 1_000
  const looks = claim.mock.callCount()
  assert.ok(looks >= 1 && looks <= 1 + seconds, `${looks} looks in ${seconds} s`)
})

test('what has to be sent again goes with the next batch, though the store was empty before', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn, 1)
  await delivery.send(createLines('a'))
  standIn.answerOnce({ status: 503 })
  await delivery.send(createLines('b'))
  await wait(10)
  await delivery.send(createLines('c'))
  assertAccepted(standIn, 'a', 'b', 'c')
})

test('a quota that is used up pauses, though nothing is left to be sent again', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn, 1)
  standIn.answerOnce({ status: 402 })
  await delivery.send(createLines('a'))
  await delivery.send(createLines('b'))
  assert.equal(standIn.requests.length, 1)
  await delivery.flush()
  assertAccepted(standIn, 'b')
})

test('a success ends the pause: new lines go out at once', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  standIn.answerOnce({ status: 503 })
  await delivery.send(createLines('a'))
  await delivery.flush()
  await delivery.send(createLines('b'))
  assertAccepted(standIn, 'a', 'b')
  assert.equal(standIn.requests.length, 3)
})

test('a Retry-After in seconds or as a date holds back what is new and what is kept', async t => {
  for (const retryAfter of ['3600', new Date(Date.now() + hour).toUTCString()]) {
    const standIn = await startStandIn(t)
    const { delivery } = createDelivery(standIn, 1)
    standIn.answerOnce({ status: 429, headers: { 'retry-after': retryAfter } })
    await delivery.send(createLines('a'))
    await delivery.send(createLines('b'))
    // The time at which, without it, what is kept is tried again.
    await wait(1_100)
    assert.equal(standIn.requests.length, 1)
  }
})

test('a date in Retry-After is read by the clock of the service that gave it', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn, 1)
  const [date, later] = [3 * hour, 2 * hour].map(ago => new Date(Date.now() - ago).toUTCString())
  standIn.answerOnce({ status: 429, headers: { date: `${date}`, 'retry-after': `${later}` } })
  await delivery.send(createLines('a'))
  await wait(1_100)
  assert.equal(standIn.requests.length, 1)
})

test('a status that is none is counted, and makes no number of its own', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  const refusals = [-1, 0, 99, 600, 4_000_000].map(statusCode => ({ statusCode, message: '' }))
  standIn.answerOnce({ status: 206, items: index => refusals[index] })
  await delivery.send(createLines('a', 'b', 'c', 'd', 'e'))
  const { rejected, rejected0, retried } = delivery.counts.toRecord()
  assert.deepEqual([rejected, rejected0, retried], [3, 3, 2])
})

test('a success does not end a pause that the service has asked for', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  standIn.answerOnce({ status: 429, headers: { 'retry-after': '3600' } })
  await delivery.send(createLines('a'))
  await delivery.flush()
  await delivery.send(createLines('b'))
  assertAccepted(standIn, 'a')
})

test('a pause that the service has asked for ends a flush of what is safe without it', async t => {
  const standIn = await startStandIn(t)
  const { delivery, store } = createDelivery(standIn)
  standIn.answerOnce({ status: 503, headers: { 'retry-after': '3600' } })
  await delivery.send(createLines('a'))
  t.mock.getter(store, 'volatile', () => 0)
  await delivery.flush()
  assert.equal(standIn.requests.length, 1)
})

test('a flush stops at the first failure, and keeps what it did not try', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  standIn.answer({ status: 503 })
  for (const name of ['a', 'b', 'c']) await delivery.send(createLines(name))
  await delivery.flush()
  assert.equal(standIn.requests.length, 2)
  standIn.answer({})
  await delivery.flush()
  assertAccepted(standIn, 'a', 'b', 'c')
})

const forty = Array.from({ length: 40 }, (_, i) => `${i}`)

test('a flush leaves most of what an outage has left on disk where it is safe', async t => {
  const standIn = await startStandIn(t)
  standIn.answer({ delay: 100 })
  const target = parseConnectionString(standIn.connectionString)
  const store = new LocalBatchStore(target, { directory: createFolder(t) })
  for (const name of forty) await keep(store, ...createLines(name))
  const { delivery } = createDelivery(standIn, hour, undefined, store)
  await delivery.flush()
  const { length } = standIn.requests
  assert.ok(length > 0 && length <= 21, `${length} requests`)
})

test('what is new does not wait for a flush of what is kept', async t => {
  const standIn = await startStandIn(t)
  const { delivery, store } = createDelivery(standIn, hour, 3_000)
  await keep(store, ...createLines('a'))
  const claim = t.mock.method(store, 'claim')
  standIn.answer(({ items }) => (namesOf(items).includes('a') ? { ending: 'hang' } : undefined))
  const flushing = delivery.flush()
  for (const name of ['b', 'c', 'd']) await delivery.send(createLines(name))
  assertAccepted(standIn, 'b', 'c', 'd')
  assert.equal(claim.mock.callCount(), 1)
  await flushing
})

test('a flush sends all that would be lost with the process, however long it takes', async t => {
  const standIn = await startStandIn(t)
  standIn.answer({ delay: 100 })
  const { delivery, store } = createDelivery(standIn)
  for (const name of forty) await keep(store, ...createLines(name))
  await delivery.flush()
  assertAccepted(standIn, ...forty)
})

test('what is kept is sent by itself when the pause is over', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn, 1)
  standIn.answerOnce({ status: 503 })
  await delivery.send(createLines('a'))
  await standIn.waitForEnvelopes(1)
  assertAccepted(standIn, 'a')
})

test('an item that is never taken does not keep the others from it', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn, 300)
  const refuse = (items: Parameters<typeof namesOf>[0]) => (index: number) =>
    namesOf(items)[index] === 'never' ? busy : undefined
  standIn.answer(({ items }) => ({ items: refuse(items) }))
  standIn.answerOnce({ status: 500 })
  await delivery.send(createLines('never'))
  await delivery.send(createLines('a'))
  await standIn.waitForEnvelopes(1)
  assertAccepted(standIn, 'a')
})

test('what was kept goes out along with what is new, one batch at a time', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  standIn.answerOnce({ status: 503 })
  for (const name of ['a', 'b', 'c']) await delivery.send(createLines(name))
  standIn.answerOnce({}, { status: 503 })
  await delivery.flush()
  assert.deepEqual(namesOf(standIn.envelopes), ['a'])
  await delivery.flush()
  assertAccepted(standIn, 'a', 'b', 'c')
})

test('the reasons for a refusal are told, and what to do about a missing one', async t => {
  const told = recordErrors(t)
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  standIn.answerOnce({ items: () => ({ statusCode: 400, message: 'Invalid instrumentation key' }) })
  await delivery.send(createLines('a'))
  for (const status of [404, 302]) {
    standIn.answerOnce({ status, body: '' })
    await delivery.send(createLines('a'))
  }
  assert.match(told[0] ?? '', /refused 1 items for good: 400 Invalid instrumentation key$/)
  assert.match(told[1] ?? '', /: 404, this is not the IngestionEndpoint of the resource$/)
  assert.match(told[2] ?? '', /: 302, .*check IngestionEndpoint$/)
})

for (const [status, advice] of [
  [401, 'wants a token of Entra ID'],
  [403, 'Monitoring Metrics Publisher']
] as const) {
  test(`what to do about a ${status} is told, and the next try is not before a minute`, async t => {
    const warned: string[] = []
    t.mock.method(logger, 'warn', (_: string, message: string) => warned.push(message))
    const standIn = await startStandIn(t)
    const { delivery } = createDelivery(standIn, 1)
    standIn.answerOnce({ status })
    await delivery.send(createLines('a'))
    await delivery.send(createLines('b'))
    assert.equal(standIn.requests.length, 1)
    assert.match(warned.join(), new RegExp(`answered ${status}.*${advice}.*next try in 60 s`))
  })
}

test('a consent without a body, or one that is cut, is one', async t => {
  const standIn = await startStandIn(t)
  const { delivery } = createDelivery(standIn)
  const answers = [{ body: '' }, { body: ' {}' }, { body: 'OK' }, { ending: 'cut' as const }]
  for (const answer of answers) {
    standIn.answerOnce(answer)
    await delivery.send(createLines('a'))
  }
  assertCounts(delivery, 4, 0, 0)
})

function recordErrors(t: TestContext): readonly string[] {
  const messages: string[] = []
  t.mock.method(logger, 'error', (_: string, message: string) => messages.push(message))
  return messages
}

test('an endpoint that does not answer holds up two batches, and the others are kept', {
  timeout: 10_000
}, async t => {
  const standIn = await startStandIn(t)
  standIn.answer({ ending: 'hang' })
  const { delivery, store } = createDelivery(standIn, hour, hour)
  for (const name of ['a', 'b', 'c', 'd']) await delivery.send(createLines(name))
  assert.equal(delivery.pending, 4)
  while (store.volatile < 2) await setImmediate()
  assert.equal(delivery.pending, 4)
  assert.equal(standIn.requests.length, 2)
  delivery.keepNow([])
  assert.equal(store.volatile, 4)
})

test('while nothing may be sent, four batches may wait for a slow store, and the fifth is waited for', {
  timeout: 10_000
}, async t => {
  const standIn = await startStandIn(t)
  const store = new SlowStore()
  const { delivery } = createDelivery(standIn, hour, undefined, store)
  standIn.answerOnce({ status: 500 })
  store.open()
  await delivery.send(createLines('a'))
  store.close()
  const taken: string[] = []
  const sends = ['b', 'c', 'd', 'e', 'f'].map(async name => {
    await delivery.send(createLines(name))
    taken.push(name)
  })
  await wait(50)
  assert.deepEqual(taken, ['b', 'c', 'd', 'e'])
  assert.equal(delivery.pending, 6)
  store.open()
  await Promise.all(sends)
  await delivery.flush()
  assertAccepted(standIn, 'a', 'b', 'c', 'd', 'e', 'f')
  assert.equal(delivery.pending, 0)
})

/** Takes batches as long as it is open. */
class SlowStore extends MemoryBatchStore {
  #opened = Promise.resolve()
  open: () => void = () => undefined

  close(): void {
    this.#opened = new Promise(resolve => {
      this.open = resolve
    })
  }

  override hold(batch: Batch): Claim {
    const claim = super.hold(batch)
    const settle = async (rest: readonly Batch[]) => {
      await this.#opened
      await claim.settle(rest)
    }
    return { ...claim, settle }
  }
}

test('a flush waits for the answer that a send has not waited for', async t => {
  const standIn = await startStandIn(t)
  standIn.answer({ delay: 3_000 })
  const { delivery } = createDelivery(standIn)
  await delivery.send(createLines('a'))
  assert.equal(delivery.pending, 1)
  await delivery.flush()
  assertAccepted(standIn, 'a')
  assert.equal(delivery.pending, 0)
})
