import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Envelope, IngestionStandIn } from '../../tools/ingestion-stand-in/server.js'
import { localhostCertificate } from './localhost-certificate.js'
import { asLines, post } from './post.js'
import { sampleDependency, sampleEnvelopes } from './sample-envelopes.js'
import { startStandIn } from './start-stand-in.js'

test('the connection string names the key and the endpoint', async t => {
  const standIn = await startStandIn(t, { instrumentationKey: 'a-b' })
  assert.match(standIn.endpoint, /^http:\/\/127\.0\.0\.1:\d+\/$/)
  assert.equal(
    standIn.connectionString,
    `InstrumentationKey=a-b;IngestionEndpoint=${standIn.endpoint}`
  )
})

test('valid envelopes are answered 200 and kept in order of arrival', async t => {
  const standIn = await startStandIn(t)
  const envelopes = sampleEnvelopes()
  const reply = await post(standIn.endpoint, asLines(envelopes))
  assert.equal(reply.status, 200)
  assert.ok(reply.headers.date)
  const { appId, ...counts } = JSON.parse(reply.text)
  assert.equal(typeof appId, 'string')
  assert.deepEqual(counts, { itemsReceived: 5, itemsAccepted: 5, errors: [] })
  assert.deepEqual(standIn.envelopes, envelopes)
  assertFaultless(standIn)
})

test('a newline at the end of the body is no item', async t => {
  const standIn = await startStandIn(t)
  await post(standIn.endpoint, `${asLines(sampleEnvelopes())}\n`)
  assert.equal(standIn.received.length, 5)
  assertFaultless(standIn)
})

test('an array is taken as application/json', async t => {
  const standIn = await startStandIn(t)
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  const reply = await post(standIn.endpoint, JSON.stringify(sampleEnvelopes()), { headers })
  assert.equal(reply.status, 200)
  assert.equal(standIn.envelopes.length, 5)
  assertFaultless(standIn)
})

test('the log has the length of a gzip body before and after it is unpacked', async t => {
  const standIn = await startStandIn(t)
  const lines = asLines(sampleEnvelopes())
  const body = gzipSync(lines)
  await post(standIn.endpoint, body, { headers: { 'content-encoding': 'gzip' } })
  const [request] = standIn.requests
  assert.equal(request?.bytes, body.length)
  assert.equal(request?.rawBodyBytes, Buffer.byteLength(lines))
  assert.equal(standIn.envelopes.length, 5)
})

test('the log has what was sent and what was answered', async t => {
  const standIn = await startStandIn(t)
  await post(standIn.endpoint, asLines(sampleEnvelopes()))
  const [request] = standIn.requests
  assert.equal(request?.method, 'POST')
  assert.equal(request?.path, '/v2.1/track')
  assert.equal(request?.headers['content-type'], 'application/x-json-stream')
  assert.equal(request?.items.length, 5)
  assert.equal(request?.status, 200)
})

test('the older track path stores envelopes too', async t => {
  const standIn = await startStandIn(t)
  await post(standIn.endpoint, asLines(sampleEnvelopes()), { path: 'v2/track' })
  assert.equal(standIn.envelopes.length, 5)
})

test('the validate path answers as track does but stores nothing', async t => {
  const standIn = await startStandIn(t)
  const lines = asLines([sampleDependency(), withoutName()])
  const reply = await post(standIn.endpoint, lines, { path: 'v2/validate' })
  assert.equal(reply.status, 206)
  assert.equal(standIn.received.length, 2)
  assert.deepEqual(standIn.envelopes, [])
})

test('where some envelopes are bad the answer is 206 and names their lines', async t => {
  const standIn = await startStandIn(t)
  const bad = withoutName()
  const reply = await post(standIn.endpoint, asLines([sampleDependency(), bad]))
  const message = "109: Field '/data/baseData/name' is required but missing or empty"
  assert.equal(reply.status, 206)
  assert.deepEqual(JSON.parse(reply.text).errors, [{ index: 1, statusCode: 400, message }])
  assert.equal(standIn.envelopes.length, 1)
  assert.equal(standIn.received.length, 2)
  assert.deepEqual(standIn.violations, [
    { requestIndex: 0, line: 1, envelope: bad, problems: [message] }
  ])
})

test('where all envelopes are bad the answer is 400', async t => {
  const standIn = await startStandIn(t)
  const reply = await post(standIn.endpoint, asLines([withoutName()]))
  assert.equal(reply.status, 400)
  assert.equal(JSON.parse(reply.text).appId, null)
})

test('a line that is not JSON spoils no other line', async t => {
  const standIn = await startStandIn(t)
  const reply = await post(standIn.endpoint, `{"ver":1\n${asLines([sampleDependency()])}`)
  assert.equal(reply.status, 206)
  assert.equal(standIn.violations[0]?.line, 0)
  assert.equal(standIn.envelopes.length, 1)
})

test('a certificate makes the endpoint an https one', async t => {
  const standIn = await startStandIn(t, { tls: localhostCertificate })
  assert.match(standIn.endpoint, /^https:/)
  const reply = await post(standIn.endpoint, asLines(sampleEnvelopes()))
  assert.equal(reply.status, 200)
})

test('waiting ends with the envelope that the predicate looks for', async t => {
  const standIn = await startStandIn(t)
  const waiting = standIn.waitForEnvelopes(all => all.some(isException))
  for (const envelope of sampleEnvelopes()) await post(standIn.endpoint, asLines([envelope]))
  assert.equal((await waiting).length, 5)
})

test('waiting for more than arrives rejects with what did arrive', async t => {
  const standIn = await startStandIn(t)
  standIn.answerOnce({ status: 503 })
  await post(standIn.endpoint, asLines([sampleDependency()]))
  await post(standIn.endpoint, asLines([sampleDependency(), withoutName()]))
  const line = 'RemoteDependencyData GET /v1/stock/42 stock.example.com:8443 200'
  await assert.rejects(standIn.waitForEnvelopes(2, 1), ({ message }: Error) => {
    assert.match(message, /^Waited 1 ms for 2 envelopes\. What arrived:\n {2}2 requests\n/)
    assert.ok(message.includes(`\n  accepted: ${line}`))
    assert.ok(message.includes(`\n  not accepted: ${line}`))
    assert.match(message, /violation: request 1, line 1: 109/)
    return true
  })
})

test('waiting for envelopes passes on what the predicate throws', async t => {
  const standIn = await startStandIn(t)
  const waiting = standIn.waitForEnvelopes(envelopes => assert.fail(`${envelopes.length}`))
  await assert.rejects(waiting, { message: '0' })
})

test('close() rejects those who still wait', async t => {
  const standIn = await startStandIn(t)
  const waiting = standIn.waitForRequests(1)
  await Promise.all([standIn.close(), assert.rejects(waiting, /the stand-in was closed/)])
})

test('after close() another stand-in can take the port', async t => {
  const first = await startStandIn(t)
  await first.close()
  const second = await startStandIn(t, { port: Number(new URL(first.endpoint).port) })
  assert.equal(second.endpoint, first.endpoint)
})

function assertFaultless(standIn: IngestionStandIn): void {
  assert.deepEqual(standIn.violations, [])
  assert.deepEqual(standIn.protocolErrors, [])
}

function withoutName(): Envelope {
  const { data, ...rest } = sampleDependency()
  const { name: _, ...baseData } = data.baseData
  return { ...rest, data: { ...data, baseData } }
}

function isException({ data }: Envelope): boolean {
  return data.baseType === 'ExceptionData'
}
