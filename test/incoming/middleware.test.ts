import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { koaMiddleware } from '../../src/koa.js'
import type { Span } from '../../src/trace/span.js'
import { sendingTo, withAgent } from '../process/preload.js'
import { repository } from '../process/repository.js'
import { runProgram } from '../process/run-program.js'
import { assertNoFaults } from '../process/telemetry-check.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { frameworks, packageCopy } from './package-copy.js'
import { readException, readRequest } from './served-request.js'

const output = '/users/7 in a span\n/users/7/fails 500\n/health 200\n/nowhere 404\n'
const own = ['GET /users/:id 200', 'GET /users/:id/fails 500', 'Error: rejected', 'GET /* 404']

for (const [installedAs, name] of frameworks) {
  test(`${installedAs}: a middleware traces requests without the preload`, async t => {
    const { stdout, told } = await run(t, installedAs, name)
    assert.equal(stdout, output)
    assert.deepEqual(told, own)
  })

  test(`${installedAs}: beside the preload a middleware makes no second span`, async t => {
    const { stdout, told } = await run(t, installedAs, name, { preload: true })
    assert.equal(stdout, output)
    // What is on the blacklist of the middleware alone, the preload has seen before it.
    assert.deepEqual(told.toSorted(), [...own, health[name]].sort())
  })
}

test('the sampler of a middleware decides about its requests', async t => {
  const { stdout, told } = await run(t, 'express', 'express', { args: ['off'] })
  assert.equal(stdout, output)
  assert.deepEqual(told, [])
})

for (const [installedAs, name] of frameworks.filter(([, name]) => name !== 'fastify')) {
  test(`${installedAs}: turned off and on again, it knows routes and errors as before`, async t => {
    const { stdout, told } = await run(t, installedAs, name, { fixture: 'again.cjs' })
    assert.equal(stdout, '503\n503\n503\n')
    const once = ['GET /users/:group/:id 503', 'Error: passed on']
    assert.deepEqual(told, [...once, ...once])
  })
}

test('an error that throws when it is read leaves a middleware of Koa as it came, and is told (E14)', async () => {
  const spans: Span[] = []
  const exporter = { export: async (ended: readonly Span[]) => void spans.push(...ended) }
  const middleware = koaMiddleware({ exporter, exportInterval: 10 })
  const error = Object.defineProperty(new Error('thrown'), 'status', {
    get() {
      throw new TypeError('read')
    }
  })
  let caught: unknown
  const server = createServer(async (req, res) => {
    await middleware({ req, res }, () => Promise.reject(error)).catch(reason => {
      caught = reason
    })
    res.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  const [response] = await once(get({ port: address.port, agent: false }), 'response')
  await once(response.resume(), 'end')
  server.close()
  await once(server, 'close')
  assert.equal(caught, error)
  while (spans.length === 0) await new Promise(setImmediate)
  assert.deepEqual(
    spans.flatMap(span => span.events.map(event => event.name)),
    ['exception']
  )
})

/** Only Fastify has a route for it. */
const health = { express: 'GET /health/* 200', fastify: 'GET /health 200', koa: 'GET /* 200' }

async function run(
  t: TestContext,
  installedAs: string,
  name: string,
  { preload = false, args = [] as readonly string[], fixture = 'middleware.cjs' } = {}
) {
  const standIn = await startStandIn(t)
  const file = join(repository, 'test/incoming/fixtures/frameworks', fixture)
  const program = { file, args: [name, packageCopy(installedAs, name), ...args] }
  const settings = sendingTo(standIn)
  const whole = preload ? withAgent(program, settings) : { ...program, env: settings }
  const { stdout, stderr, code } = await runProgram(whole)
  assert.deepEqual([stderr, code], ['', 0])
  assertNoFaults(standIn)
  const told = standIn.envelopes.flatMap(envelope => {
    if (envelope.data.baseType === 'RequestData') {
      const { name: request, responseCode } = readRequest(envelope)
      return [`${request} ${responseCode}`]
    }
    if (envelope.data.baseType !== 'ExceptionData') return []
    const { type, message } = readException(envelope)
    return [`${type}: ${message}`]
  })
  return { stdout, told }
}
