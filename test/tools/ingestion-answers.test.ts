import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type {
  Answer,
  Ending,
  IngestionStandIn,
  IngestionStandInOptions
} from '../../tools/ingestion-stand-in/server.js'
import { localhostCertificate } from './localhost-certificate.js'
import { asLines, post, type Reply } from './post.js'
import { sampleEnvelopes } from './sample-envelopes.js'
import { startStandIn } from './start-stand-in.js'

test('a status that refuses a request is given to each of its items', async t => {
  const standIn = await startStandIn(t)
  standIn.answer({ status: 439 })
  const reply = await postSamples(standIn, 2)
  assert.equal(reply.status, 439)
  assert.deepEqual(JSON.parse(reply.text), {
    itemsReceived: 2,
    itemsAccepted: 0,
    appId: null,
    errors: [
      { index: 0, statusCode: 439, message: 'Refused' },
      { index: 1, statusCode: 439, message: 'Refused' }
    ]
  })
  assert.deepEqual(standIn.envelopes, [])
  assert.equal(standIn.received.length, 2)
})

test('a 413 tells nothing about items, which the service has not read', async t => {
  const standIn = await startStandIn(t)
  standIn.answer({ status: 413 })
  const { itemsReceived, errors } = JSON.parse((await postSamples(standIn, 2)).text)
  assert.deepEqual({ itemsReceived, errors }, { itemsReceived: 0, errors: [] })
})

test('headers and body of an answer replace the honest ones', async t => {
  const standIn = await startStandIn(t)
  const headers = { location: 'http://127.0.0.1:1/', 'content-type': 'text/html' }
  standIn.answer({ status: 307, headers, body: '<p>Moved' })
  const reply = await postSamples(standIn, 1)
  assert.equal(reply.status, 307)
  assert.equal(reply.headers.location, 'http://127.0.0.1:1/')
  assert.equal(reply.headers['content-type'], 'text/html')
  assert.equal(reply.text, '<p>Moved')
})

test('items refused one by one make the answer a 206 and are not accepted', async t => {
  const standIn = await startStandIn(t)
  const refusal = { statusCode: 500, message: 'Busy' }
  standIn.answer({ items: index => (index === 1 ? refusal : undefined) })
  const reply = await postSamples(standIn, 3)
  assert.equal(reply.status, 206)
  const { itemsAccepted, errors } = JSON.parse(reply.text)
  assert.deepEqual(
    { itemsAccepted, errors },
    { itemsAccepted: 2, errors: [{ index: 1, ...refusal }] }
  )
  assert.equal(standIn.envelopes.length, 2)
})

test('where every item is refused the status is that of the first', async t => {
  const standIn = await startStandIn(t)
  standIn.answer({ items: index => ({ statusCode: 500 + index, message: 'Busy' }) })
  assert.equal((await postSamples(standIn, 2)).status, 500)
})

test('items refused one by one can come with any status', async t => {
  const standIn = await startStandIn(t)
  const refusal = { statusCode: 429, message: 'Slower' }
  standIn.answer({ status: 429, items: index => (index === 0 ? refusal : undefined) })
  assert.equal((await postSamples(standIn, 2)).status, 429)
  assert.equal(standIn.envelopes.length, 1)
})

test('a bad item is not accepted, whatever is answered', async t => {
  const standIn = await startStandIn(t)
  standIn.answer({ status: 200, accept: true })
  const reply = await post(standIn.endpoint, '{}')
  assert.equal(reply.status, 200)
  assert.deepEqual(standIn.envelopes, [])
  assert.equal(standIn.violations.length, 1)
})

test('items can be accepted under a status that refuses them', async t => {
  const standIn = await startStandIn(t)
  standIn.answer({ status: 500, accept: true })
  assert.equal((await postSamples(standIn, 2)).status, 500)
  assert.equal(standIn.envelopes.length, 2)
})

test('items can be lost under a status that accepts them', async t => {
  const standIn = await startStandIn(t)
  standIn.answer({ accept: false })
  assert.equal((await postSamples(standIn, 2)).status, 200)
  assert.deepEqual(standIn.envelopes, [])
})

test('answers given once apply in turn, then the lasting one does', async t => {
  const standIn = await startStandIn(t)
  standIn.answer({ status: 429 })
  standIn.answerOnce({ status: 500 }, {}, () => ({ status: 503 }))
  const statuses = []
  for (let i = 0; i < 5; i++) statuses.push((await postSamples(standIn, 1)).status)
  assert.deepEqual(statuses, [500, 200, 503, 429, 429])
})

test('a script sees the request and its index, and may leave the answer honest', async t => {
  const standIn = await startStandIn(t)
  standIn.answer(({ items }, index) => (items.length + index > 2 ? { status: 503 } : undefined))
  assert.equal((await postSamples(standIn, 2)).status, 200)
  assert.equal((await postSamples(standIn, 2)).status, 503)
})

test('a request that cannot be read does not use up an answer', async t => {
  const standIn = await startStandIn(t)
  standIn.answerOnce({ status: 503 })
  assert.equal((await post(standIn.endpoint, '')).status, 400)
  assert.equal((await postSamples(standIn, 1)).status, 503)
})

test('a delayed answer keeps no other waiting, and close() drops it', async t => {
  await assertPendingUntilClosed(t, { delay: 3_600_000 })
})

test('a delayed answer comes', async t => {
  const standIn = await startStandIn(t)
  standIn.answer({ delay: 1, status: 503 })
  assert.equal((await postSamples(standIn, 1)).status, 503)
  assert.equal(standIn.requests[0]?.status, 503)
})

test('hang: the connection stays open without an answer until close()', async t => {
  await assertPendingUntilClosed(t, { ending: 'hang' })
})

test('close: the connection ends in order but without an answer', async t => {
  await assertUnanswered(t, 'close', { message: 'socket hang up' })
})

test('reset: the connection is reset', async t => {
  await assertUnanswered(t, 'reset', { message: 'read ECONNRESET' })
})

test('reset: a TLS connection is reset too', async t => {
  await assertUnanswered(t, 'reset', { message: 'read ECONNRESET' }, { tls: localhostCertificate })
})

test('cut: the head comes, then half of the body, and the items are accepted', async t => {
  const standIn = await startStandIn(t)
  standIn.answer({ ending: 'cut', body: '0123456789' })
  const response = await fetch(`${standIn.endpoint}v2.1/track`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-json-stream' },
    body: asLines(sampleEnvelopes())
  })
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('content-length'), '10')
  const chunks: Uint8Array[] = []
  await assert.rejects(async () => {
    for await (const chunk of response.body ?? []) chunks.push(chunk)
  })
  assert.equal(Buffer.concat(chunks).toString(), '01234')
  assert.equal(standIn.requests[0]?.status, 200)
  assert.equal(standIn.envelopes.length, 5)
})

test('items can be accepted though their answer is lost', async t => {
  const standIn = await startStandIn(t)
  standIn.answer({ ending: 'close', accept: true })
  await assert.rejects(postSamples(standIn, 2))
  assert.equal(standIn.envelopes.length, 2)
})

function postSamples(standIn: IngestionStandIn, count: number): Promise<Reply> {
  return post(standIn.endpoint, asLines(sampleEnvelopes().slice(0, count)))
}

// The answer to a second request shows that the first could have had one.
async function assertPendingUntilClosed(t: TestContext, answer: Answer): Promise<void> {
  const standIn = await startStandIn(t)
  standIn.answerOnce(answer)
  let isSettled = false
  const first = postSamples(standIn, 1).finally(() => {
    isSettled = true
  })
  await standIn.waitForRequests(1)
  assert.equal((await postSamples(standIn, 1)).status, 200)
  assert.equal(isSettled, false)
  await Promise.all([standIn.close(), assert.rejects(first)])
  assert.equal(standIn.requests[0]?.status, undefined)
}

async function assertUnanswered(
  t: TestContext,
  ending: Ending,
  error: { message: string },
  options?: IngestionStandInOptions
): Promise<void> {
  const standIn = await startStandIn(t, options)
  standIn.answer({ ending })
  await assert.rejects(postSamples(standIn, 1), error)
  assert.equal(standIn.requests[0]?.status, undefined)
  assert.deepEqual(standIn.envelopes, [])
  assert.equal(standIn.received.length, 1)
}
