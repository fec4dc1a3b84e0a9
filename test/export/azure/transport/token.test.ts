import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { TokenSource } from '../../../../src/export/azure/transport/token-source.js'
import { Transport } from '../../../../src/export/azure/transport/transport.js'
import type { IngestionStandIn } from '../../../../tools/ingestion-stand-in/server.js'
import { localhostCertificate } from '../../../tools/localhost-certificate.js'
import { startStandIn } from '../../../tools/start-stand-in.js'
import { bodyOf } from '../delivery/batches.js'
import { assertAccepted, createLines } from '../envelope-lines.js'
import { connectToLoopback, portOf } from '../loopback.js'

const home = 'a.in.applicationinsights.azure.com'
const other = 'b.in.applicationinsights.azure.com'

/** Counts how often the credential was asked; its tokens are `token1`, `token2` and so on. */
function createTransport(endpoint: string) {
  const asked: string[] = []
  const tokens = new TokenSource(async scope => {
    asked.push(scope)
    return { token: `token${asked.length}`, expiresOnTimestamp: Date.now() + 3_600_000 }
  }, 'the scope')
  return { transport: new Transport(endpoint, { tokens }), asked }
}

async function post(transport: Transport, name: string) {
  return transport.post(bodyOf(createLines(name)))
}

async function startHosts(t: TestContext, ...names: readonly string[]) {
  const options = { tls: localhostCertificate }
  const standIns = await Promise.all(names.map(() => startStandIn(t, options)))
  const ports = standIns.map(({ endpoint }, index) => [names[index], portOf(endpoint)])
  connectToLoopback(t, Object.fromEntries(ports))
  return standIns
}

function authorizationsOf(standIn: IngestionStandIn | undefined): readonly unknown[] {
  return standIn?.requests.map(({ headers }) => headers['authorization']) ?? []
}

test('each request has the token, and the credential is asked once', async t => {
  const [standIn = assert.fail()] = await startHosts(t, home)
  const { transport, asked } = createTransport(`https://${home}`)
  for (const name of ['a', 'b']) await post(transport, name)
  assertAccepted(standIn, 'a', 'b')
  assert.deepEqual(authorizationsOf(standIn), ['Bearer token1', 'Bearer token1'])
  assert.deepEqual(asked, ['the scope'])
})

for (const status of [401, 403]) {
  test(`after a ${status} the next request has a token of its own`, async t => {
    const [standIn] = await startHosts(t, home)
    const { transport } = createTransport(`https://${home}`)
    standIn?.answerOnce({ status })
    for (const name of ['a', 'a']) await post(transport, name)
    assert.deepEqual(authorizationsOf(standIn), ['Bearer token1', 'Bearer token2'])
  })
}

test('a redirect within the cloud takes the token along, and asks for no other', async t => {
  const [first, second] = await startHosts(t, home, other)
  first?.answer({ status: 308, headers: { location: `https://${other}` } })
  const { transport, asked } = createTransport(`https://${home}`)
  await post(transport, 'a')
  assert.deepEqual(authorizationsOf(second), ['Bearer token1'])
  assert.equal(asked.length, 1)
})

test('a redirect elsewhere gets no token, and none is asked for', async t => {
  const [first, ...others] = await startHosts(t, home, 'evil.test', 'b.monitor.azure.us')
  const { transport, asked } = createTransport(`https://${home}`)
  for (const host of ['https://evil.test', 'https://b.monitor.azure.us', `http://${home}`]) {
    first?.answerOnce({ status: 307, headers: { location: host } })
    assert.equal((await post(transport, 'a')).kind, 'failure')
  }
  for (const standIn of others) assert.equal(standIn.requests.length, 0)
  assert.equal(asked.length, 1)
})

test('a token never goes over http', async t => {
  const standIn = await startStandIn(t)
  const outcome = await post(createTransport(standIn.endpoint).transport, 'a')
  assert.match(String(outcome.kind === 'failure' && outcome.error), /not sent over http/)
  assert.equal(standIn.requests.length, 0)
})

test('without a token nothing is sent, and the reason is the outcome', async t => {
  const [standIn] = await startHosts(t, home)
  const tokens = new TokenSource(() => Promise.reject(new Error('no identity')), 'the scope')
  const outcome = await post(new Transport(`https://${home}`, { tokens }), 'a')
  assert.match(
    String(outcome.kind === 'failure' && outcome.error),
    /no token \(Error: no identity\)/
  )
  assert.equal(standIn?.requests.length, 0)
})
