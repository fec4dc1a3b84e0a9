import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { spawn } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { Agent } from 'node:http'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { logger } from '../../../../src/diagnostics/logger.js'
import {
  AnswerReader,
  type PostOutcome
} from '../../../../src/export/azure/transport/answer-reader.js'
import { openConnections } from '../../../../src/export/azure/transport/connections.js'
import { Transport } from '../../../../src/export/azure/transport/transport.js'
import { isTracingSuppressed } from '../../../../src/trace/execution-context.js'
import type { Answer, IngestionStandIn } from '../../../../tools/ingestion-stand-in/server.js'
import { fc } from '../../../generated-input.js'
import { localhostCertificate } from '../../../tools/localhost-certificate.js'
import { startStandIn } from '../../../tools/start-stand-in.js'
import { bodyOf } from '../delivery/batches.js'
import { assertAccepted, createLines } from '../envelope-lines.js'
import { startRawServer } from '../raw-server.js'

// Long enough for a server in the same process to answer.
const patience = 10_000
const mebibyte = 1024 * 1024

async function post(endpoint: string, timeout = patience): Promise<PostOutcome> {
  return new Transport(endpoint, { timeout }).post(bodyOf(createLines('a')))
}

async function startWith(t: TestContext, answer: Answer): Promise<IngestionStandIn> {
  const standIn = await startStandIn(t)
  standIn.answer(answer)
  return standIn
}

function assertAnswer(
  outcome: PostOutcome,
  expected: { readonly status: number; readonly body: string; readonly retryAfter?: string }
): void {
  assert.equal(outcome.kind, 'answer')
  const { status, body, retryAfter } = outcome
  assert.deepEqual({ status, body, retryAfter }, { retryAfter: undefined, ...expected })
}

function codeOf(outcome: PostOutcome): unknown {
  assert.equal(outcome.kind, 'failure')
  return (outcome.error as { readonly code?: unknown }).code
}

const urls = {
  'https://ingest.test': 'https://ingest.test/v2.1/track',
  'https://ingest.test/': 'https://ingest.test/v2.1/track',
  'http://127.0.0.1:8080/a/b/': 'http://127.0.0.1:8080/a/b/v2.1/track'
}
for (const [endpoint, url] of Object.entries(urls)) {
  test(`the endpoint ${endpoint} is posted to at ${url}`, () => {
    assert.equal(new Transport(endpoint).url, url)
  })
}

test('a request has the headers of the protocol, and no other', async t => {
  const standIn = await startStandIn(t)
  await post(standIn.endpoint)
  assertAccepted(standIn, 'a')
  const [request] = standIn.requests
  assert.equal(request?.method, 'POST')
  assert.equal(request?.path, '/v2.1/track')
  const { host, connection, 'content-length': length, ...headers } = request?.headers ?? {}
  assert.equal(Number(length), request?.bytes)
  assert.deepEqual(headers, {
    'content-type': 'application/x-json-stream',
    'content-encoding': 'gzip',
    accept: 'application/json'
  })
})

test('an answer of any status is an answer', async t => {
  for (const status of [200, 206, 302, 400, 429, 503]) {
    const standIn = await startWith(t, { status, body: 'text', headers: { 'retry-after': '7' } })
    assertAnswer(await post(standIn.endpoint), { status, retryAfter: '7', body: 'text' })
  }
})

test('an answer without Retry-After has none', async t => {
  const standIn = await startWith(t, { body: '' })
  assertAnswer(await post(standIn.endpoint), { status: 200, body: '' })
})

test('a refused connection is a failure', async t => {
  const standIn = await startStandIn(t)
  const { endpoint } = standIn
  await startStandIn(t)
  await standIn.close()
  assert.equal(codeOf(await post(endpoint)), 'ECONNREFUSED')
})

test('a connection that is closed or reset without an answer is a failure', async t => {
  for (const ending of ['close', 'reset'] as const) {
    const outcome = await post((await startWith(t, { ending })).endpoint)
    assert.equal(outcome.kind, 'failure')
  }
})

test('an answer that never begins is a failure when time is up', async t => {
  const standIn = await startWith(t, { ending: 'hang' })
  assert.equal(codeOf(await post(standIn.endpoint, 50)), 'ETIMEDOUT')
})

test('what is no HTTP is a failure', async t => {
  const outcome = await post(await startRawServer(t, socket => socket.end('SSH-2.0-x\r\n')))
  assert.equal(outcome.kind, 'failure')
})

test('an answer that is cut counts by what its head says', async t => {
  for (const status of [200, 206, 400, 429, 500]) {
    const standIn = await startWith(t, {
      status,
      ending: 'cut',
      body: '0123456789',
      headers: { 'retry-after': '7' }
    })
    assertAnswer(await post(standIn.endpoint), { status, retryAfter: '7', body: '01234' })
  }
})

test('an answer that stops in its body counts by what its head says when time is up', async t => {
  const endpoint = await startRawServer(t, socket => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx')
  })
  assertAnswer(await post(endpoint, 1_000), { status: 200, body: 'x' })
})

test('an answer that goes on drop by drop ends when time is up', async t => {
  const endpoint = await startRawServer(t, socket => {
    socket.write('HTTP/1.1 503 Busy\r\ncontent-length: 999999\r\n\r\n')
    const timer = setInterval(() => socket.write('x'), 10)
    socket.once('close', () => clearInterval(timer))
  })
  const outcome = await post(endpoint, 1_000)
  assert.equal(outcome.kind === 'answer' && outcome.status, 503)
})

test('an announcement is no answer', async t => {
  const hint = 'HTTP/1.1 103 Early Hints\r\n\r\n'
  const cut = await startRawServer(t, socket => socket.end(hint))
  assert.equal((await post(cut)).kind, 'failure')
  const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx'
  const whole = await startRawServer(t, socket => socket.end(hint + ok))
  assertAnswer(await post(whole), { status: 200, body: 'x' })
})

test('an upgrade that nobody asked for is a failure', async t => {
  const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'
  const endpoint = await startRawServer(t, socket => socket.end(upgrade))
  assert.equal((await post(endpoint)).kind, 'failure')
})

test('an answer of 1 MiB is read, of one that is longer only the head counts', async t => {
  const standIn = await startWith(t, { status: 500, body: 'x'.repeat(mebibyte) })
  const whole = await post(standIn.endpoint)
  assert.equal(whole.kind === 'answer' && whole.body.length, mebibyte)
  standIn.answer({ status: 500, body: 'x'.repeat(mebibyte + 1) })
  const cut = await post(standIn.endpoint)
  assert.equal(cut.kind === 'answer' && cut.status, 500)
  assert.ok(cut.kind === 'answer' && cut.body.length <= mebibyte)
})

test('a request that waits for a connection until time is up does not go out later', async t => {
  const standIn = await startStandIn(t)
  let reader: AnswerReader | undefined
  const outcome = await new Promise<PostOutcome>(resolve => {
    reader = new AnswerReader(resolve, 1)
  })
  assert.equal(codeOf(outcome), 'ETIMEDOUT')
  const connections = await openConnections(patience)
  const { origin } = new URL(standIn.endpoint)
  const request = { method: 'POST', origin, path: '/v2.1/track', headers: {} } as const
  connections.dispatch({ ...request, body: Buffer.from('late') }, reader ?? assert.fail())
  const next = await new Promise<PostOutcome>(resolve => {
    const body = Buffer.from('next')
    connections.dispatch({ ...request, body }, new AnswerReader(resolve, patience))
  })
  assert.equal(next.kind, 'answer')
  assert.deepEqual(
    standIn.requests.map(({ bytes }) => bytes),
    ['next'.length]
  )
})

test('a server that takes no byte of the body does not hold the request longer', async t => {
  const endpoint = await startRawServer(t, socket => socket.pause())
  const outcome = await new Transport(endpoint, { timeout: 50 }).post(Buffer.alloc(8 * mebibyte))
  assert.equal(codeOf(outcome), 'ETIMEDOUT')
})

test('requests one after the other share a connection', async t => {
  const standIn = await startStandIn(t)
  const opened = countConnections(t)
  const transport = new Transport(standIn.endpoint)
  for (const name of ['a', 'b', 'c']) await transport.post(bodyOf(createLines(name)))
  assertAccepted(standIn, 'a', 'b', 'c')
  assert.equal(opened.length, 1)
})

test('requests at the same time have two connections', async t => {
  const standIn = await startStandIn(t)
  const opened = countConnections(t)
  const transport = new Transport(standIn.endpoint)
  const bodies = ['a', 'b', 'c', 'd'].map(name => bodyOf(createLines(name)))
  await Promise.all(bodies.map(body => transport.post(body)))
  assertAccepted(standIn, 'a', 'b', 'c', 'd')
  assert.equal(opened.length, 2)
})

test('every request and every connection is made under suppression, queued ones too', async t => {
  const standIn = await startStandIn(t)
  const requests: boolean[] = []
  const { addRequest } = Agent.prototype as unknown as { addRequest: () => void }
  t.mock.method(
    Agent.prototype,
    'addRequest' as never,
    function add(this: Agent, ...args: []) {
      requests.push(isTracingSuppressed())
      return addRequest.apply(this, args)
    } as never
  )
  const connections: boolean[] = []
  listen(t, 'net.client.socket', () => connections.push(isTracingSuppressed()))
  // Each of its own connection, so that those which wait make one later.
  standIn.answer({ headers: { connection: 'close' } })
  const transport = new Transport(standIn.endpoint)
  const body = bodyOf(createLines('a'))
  await Promise.all(Array.from({ length: 6 }, () => transport.post(body)))
  assert.deepEqual(requests, Array(6).fill(true))
  assert.deepEqual(connections, Array(6).fill(true))
  assert.equal(isTracingSuppressed(), false)
})

test('a connection does not keep the context of the program that caused it', async t => {
  const standIn = await startStandIn(t)
  const store = new AsyncLocalStorage<string>()
  const seen: unknown[] = []
  listen(t, 'net.client.socket', () => seen.push(store.getStore()))
  await store.run('of the program', async () => {
    await post(standIn.endpoint)
    assert.equal(store.getStore(), 'of the program')
  })
  assert.deepEqual(seen, [undefined])
})

test('the dispatcher of the fetch of the program is left alone', async t => {
  const symbols = [1, 2].map(version => Symbol.for(`undici.globalDispatcher.${version}`))
  const before = symbols.map(symbol => Reflect.get(globalThis, symbol))
  const standIn = await startStandIn(t)
  await post(standIn.endpoint)
  const after = symbols.map(symbol => Reflect.get(globalThis, symbol))
  for (const [index, value] of before.entries()) assert.equal(after[index], value)
})

test('a certificate that nobody vouches for is a failure', async t => {
  const standIn = await startStandIn(t, { tls: localhostCertificate })
  assert.equal(codeOf(await post(standIn.endpoint)), 'DEPTH_ZERO_SELF_SIGNED_CERT')
  assert.equal(standIn.requests.length, 0)
})

test('whatever a server sends: the outcome is a value, and comes in time', async t => {
  let answer: Uint8Array = Buffer.alloc(0)
  const endpoint = await startRawServer(t, socket => socket.write(answer, () => socket.end()))
  const transport = new Transport(endpoint, { timeout: 500 })
  const parts = fc.constantFrom(
    'HTTP/1.1 200 OK',
    'HTTP/1.0 206 ',
    'HTTP/1.1 100 Continue',
    'HTTP/1.1 307 x',
    'HTTP/1.1 99999 x',
    'Location: ',
    'Content-Length: 5',
    'Transfer-Encoding: chunked',
    'Retry-After: 1',
    '\r\n',
    '5\r\nabcde\r\n0\r\n\r\n'
  )
  const text = fc.array(fc.oneof(parts, fc.string())).map(all => Buffer.from(all.join('\r\n')))
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array(), text), async bytes => {
      answer = bytes
      const outcome = await transport.post(Buffer.from('x'))
      assert.ok(outcome.kind === 'failure' || (outcome.status >= 200 && outcome.status <= 999))
    })
  )
})

test('a clock that is far from that of the endpoint is warned about once', async t => {
  const warned = t.mock.method(logger, 'warn', () => undefined)
  const date = new Date(Date.now() + 3 * 3_600_000).toUTCString()
  const standIn = await startWith(t, { headers: { date } })
  const transport = new Transport(standIn.endpoint)
  for (const name of ['a', 'b']) await transport.post(bodyOf(createLines(name)))
  assert.deepEqual(
    warned.mock.calls.map(({ arguments: [topic] }) => topic),
    ['clock']
  )
})

test('a request under way does not keep the process alive', async t => {
  const standIn = await startWith(t, { ending: 'hang' })
  const program = join(__dirname, '..', '..', 'fixtures', 'posting.js')
  const child = spawn(process.execPath, [program, standIn.endpoint], { stdio: 'inherit' })
  assert.deepEqual(await once(child, 'exit'), [0, null])
})

function countConnections(t: TestContext): readonly unknown[] {
  const opened: unknown[] = []
  listen(t, 'net.client.socket', message => opened.push(message))
  return opened
}

function listen(t: TestContext, channel: string, listener: (message: unknown) => void): void {
  subscribe(channel, listener)
  t.after(() => unsubscribe(channel, listener))
}
