import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { PostOutcome } from '../../../../src/export/azure/transport/answer-reader.js'
import { Transport } from '../../../../src/export/azure/transport/transport.js'
import type { IngestionStandIn } from '../../../../tools/ingestion-stand-in/server.js'
import { localhostCertificate } from '../../../tools/localhost-certificate.js'
import { startStandIn } from '../../../tools/start-stand-in.js'
import { bodyOf } from '../delivery/batches.js'
import { assertAccepted, createLines } from '../envelope-lines.js'
import { connectToLoopback, portOf } from '../loopback.js'

const home = 'a.in.applicationinsights.azure.com'
const other = 'b.in.applicationinsights.azure.com'

/** One server for each name, all of them reached over https. */
async function startHosts(t: TestContext, ...names: readonly string[]) {
  const standIns = await Promise.all(names.map(() => startTls(t)))
  const ports = names.map((name, index) => [name, portOf(standIns[index]?.endpoint ?? '')])
  connectToLoopback(t, Object.fromEntries(ports))
  return standIns
}

async function startTls(t: TestContext): Promise<IngestionStandIn> {
  return startStandIn(t, { tls: localhostCertificate })
}

function redirectTo(location: string, status = 307) {
  return { status, headers: { location } }
}

async function post(transport: Transport, name: string): Promise<PostOutcome> {
  return transport.post(bodyOf(createLines(name)))
}

function reasonOf(outcome: PostOutcome): string {
  assert.equal(outcome.kind, 'failure')
  return String(outcome.error)
}

for (const status of [307, 308]) {
  test(`a ${status} to a host of the same cloud is followed with the same body, and remembered`, async t => {
    const [first, second] = (await startHosts(t, home, other)) as [
      IngestionStandIn,
      IngestionStandIn
    ]
    first.answer(redirectTo(`https://${other}/elsewhere`, status))
    const transport = new Transport(`https://${home}`)
    for (const name of ['a', 'b']) {
      assert.equal((await post(transport, name)).kind, 'answer')
    }
    assertAccepted(second, 'a', 'b')
    assert.equal(first.requests.length, 1)
    assert.deepEqual(
      second.requests.map(({ path }) => path),
      ['/v2.1/track', '/v2.1/track']
    )
    assert.equal(second.requests[0]?.headers['host'], other)
  })
}

for (const status of [301, 302, 303]) {
  test(`a ${status} is not followed`, async t => {
    const [first, second] = (await startHosts(t, home, other)) as [
      IngestionStandIn,
      IngestionStandIn
    ]
    first.answer(redirectTo(`https://${other}`, status))
    const outcome = await post(new Transport(`https://${home}`), 'a')
    assert.equal(outcome.kind === 'answer' && outcome.status, status)
    assert.equal(second.requests.length, 0)
  })
}

test('a redirect to another port of the same host is followed', async t => {
  connectToLoopback(t)
  const [first, second] = [await startTls(t), await startTls(t)]
  first.answer(redirectTo(second.endpoint))
  await post(new Transport(first.endpoint), 'a')
  assertAccepted(second, 'a')
})

test('a redirect that is for one time only is asked for again', async t => {
  const [first, second] = (await startHosts(t, home, other)) as [IngestionStandIn, IngestionStandIn]
  const headers = { location: `https://${other}`, 'cache-control': 'max-age=0' }
  first.answer({ status: 307, headers })
  const transport = new Transport(`https://${home}`)
  for (const name of ['a', 'b']) await post(transport, name)
  assertAccepted(second, 'a', 'b')
  assert.equal(first.requests.length, 2)
})

test('a host that does not take what it was sent is forgotten', async t => {
  const [first, second] = (await startHosts(t, home, other)) as [IngestionStandIn, IngestionStandIn]
  first.answerOnce(redirectTo(`https://${other}`), redirectTo(`https://${other}`))
  second.answer({ ending: 'close' })
  const transport = new Transport(`https://${home}`)
  assert.equal((await post(transport, 'a')).kind, 'failure')
  second.answer({ status: 404 })
  assert.equal((await post(transport, 'a')).kind, 'answer')
  await post(transport, 'b')
  assertAccepted(first, 'b')
})

test('10 redirects in a row are followed, 11 are a failure', async t => {
  connectToLoopback(t)
  const [first, second] = [await startTls(t), await startTls(t)]
  const [there, back] = [redirectTo(second.endpoint), redirectTo(first.endpoint)]
  first.answerOnce(...Array(5).fill(there))
  second.answerOnce(...Array(5).fill(back))
  const transport = new Transport(first.endpoint)
  await post(transport, 'a')
  assertAccepted(first, 'a')
  assert.equal(first.requests.length + second.requests.length, 11)
  first.answer(there)
  second.answer(back)
  assert.match(reasonOf(await post(transport, 'b')), /redirects more than 10 times/)
  assert.equal(first.requests.length + second.requests.length, 22)
})

test('what is redirected to no place, or one that is not to be trusted, is kept, and goes nowhere', async t => {
  const names = [home, 'evil.test', 'b.monitor.azure.us'] as const
  const standIns = await startHosts(t, ...names)
  const [first, ...others] = standIns as [IngestionStandIn, ...IngestionStandIn[]]
  const locations = [
    'https://evil.test/',
    'https://b.monitor.azure.us/',
    `http://${home}/`,
    '/x',
    ''
  ]
  const transport = new Transport(`https://${home}`)
  for (const location of locations) {
    first.answerOnce(redirectTo(location))
    assert.match(reasonOf(await post(transport, 'a')), /it redirects/)
  }
  first.answerOnce({ status: 307 })
  assert.match(reasonOf(await post(transport, 'a')), /Location is missing/)
  for (const standIn of others) assert.equal(standIn.requests.length, 0)
  await post(transport, 'a')
  assertAccepted(first, 'a')
})
