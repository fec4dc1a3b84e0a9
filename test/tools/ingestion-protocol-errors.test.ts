import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { IngestionStandIn } from '../../tools/ingestion-stand-in/server.js'
import { asLines, type PostOptions, post } from './post.js'
import { sampleDependency, sampleEnvelopes } from './sample-envelopes.js'
import { startStandIn } from './start-stand-in.js'

test('another path is answered 404', async t => {
  await assertRefused(t, 404, 'there is no /v2.1/trace', '', { path: 'v2.1/trace' })
})

test('another method is answered 405', async t => {
  await assertRefused(t, 405, 'PUT /v2.1/track instead of POST', '', { method: 'PUT' })
})

test('a body of maxBodyBytes is read and a longer one answered 413', async t => {
  const body = asLines([sampleDependency()])
  const standIn = await startStandIn(t, { maxBodyBytes: body.length })
  assert.equal((await post(standIn.endpoint, body)).status, 200)
  assert.equal((await post(standIn.endpoint, `${body}\n`)).status, 413)
  assert.equal(standIn.requests[1]?.status, 413)
})

test('64000 items in a request are checked and one more is answered 413', async t => {
  const standIn = await startStandIn(t)
  assert.equal((await post(standIn.endpoint, '{}\n'.repeat(64_000))).status, 400)
  assert.equal(standIn.received.length, 64_000)
  assert.equal((await post(standIn.endpoint, '{}\n'.repeat(64_001))).status, 413)
  assert.deepEqual(standIn.protocolErrors, ['request 1: 64001 items in one request'])
})

test('an array sent as lines is a protocol error', async t => {
  const fault = 'a line of an application/x-json-stream body holds an array'
  await assertRefused(t, 400, fault, JSON.stringify(sampleEnvelopes()))
})

test('lines sent as application/json are a protocol error', async t => {
  const headers = { 'content-type': 'application/json' }
  const fault = 'the application/json body is not a JSON array'
  await assertRefused(t, 400, fault, asLines(sampleEnvelopes()), { headers })
})

test('any other Content-Type is a protocol error', async t => {
  const headers = { 'content-type': 'text/plain' }
  const fault = 'Content-Type text/plain is not understood'
  await assertRefused(t, 400, fault, asLines(sampleEnvelopes()), { headers })
})

test('a body without items is a protocol error', async t => {
  await assertRefused(t, 400, 'the body has no items', '')
})

test('a body that is not UTF-8 is a protocol error', async t => {
  await assertRefused(t, 400, 'the body is not UTF-8', Buffer.from([0x22, 0xff, 0x22]))
})

test('a body that is called gzip and is not is a protocol error', async t => {
  const headers = { 'content-encoding': 'gzip' }
  const fault = 'the body is not the gzip it is said to be'
  await assertRefused(t, 400, fault, asLines(sampleEnvelopes()), { headers })
})

test('any other Content-Encoding is a protocol error', async t => {
  const headers = { 'content-encoding': 'br' }
  await assertRefused(t, 400, 'Content-Encoding br is not understood', '{}', { headers })
})

test('a User-Agent is a protocol error and answered as if it was none', async t => {
  const standIn = await startStandIn(t)
  const headers = { 'user-agent': 'outspan' }
  const reply = await post(standIn.endpoint, asLines(sampleEnvelopes()), { headers })
  assert.equal(reply.status, 200)
  assert.deepEqual(standIn.protocolErrors, ['request 0: a User-Agent is sent'])
})

test('a body without Content-Length is a protocol error', async t => {
  const standIn = await startStandIn(t)
  const headers = { 'transfer-encoding': 'chunked' }
  const reply = await post(standIn.endpoint, asLines(sampleEnvelopes()), { headers })
  assert.equal(reply.status, 200)
  assert.deepEqual(standIn.protocolErrors, ['request 0: no Content-Length is sent'])
})

test('a body shorter than its Content-Length is a protocol error and gets no answer', async t => {
  const standIn = await startStandIn(t)
  await sendRaw(standIn, 3, '{}')
  const [request] = await standIn.waitForRequests(1)
  assert.equal(request?.status, undefined)
  assert.ok(standIn.protocolErrors.includes('request 0: the body ends after 2 bytes'))
})

test('a body longer than its Content-Length is a protocol error', async t => {
  const standIn = await startStandIn(t)
  await sendRaw(standIn, 2, '{}}')
  await standIn.waitForRequests(1)
  assert.match(standIn.protocolErrors.join('\n'), /^no HTTP request: /m)
})

async function assertRefused(
  t: TestContext,
  status: number,
  fault: string,
  body: string | Buffer,
  options?: PostOptions
): Promise<void> {
  const standIn = await startStandIn(t)
  const reply = await post(standIn.endpoint, body, options)
  assert.equal(reply.status, status)
  assert.deepEqual(standIn.protocolErrors, [`request 0: ${fault}`])
  assert.deepEqual(standIn.received, [])
}

// node:http would not let a wrong Content-Length out.
async function sendRaw(standIn: IngestionStandIn, length: number, body: string): Promise<void> {
  const { hostname, port } = new URL(standIn.endpoint)
  const headers = [`Host: ${hostname}`, `Content-Length: ${length}`]
  const socket = connect(Number(port), hostname)
  socket.resume().on('error', () => {})
  const closed = new Promise(resolve => socket.once('close', resolve))
  socket.end(['POST /v2.1/track HTTP/1.1', ...headers, '', body].join('\r\n'))
  await closed
}
