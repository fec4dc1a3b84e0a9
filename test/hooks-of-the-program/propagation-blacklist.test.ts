import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { runUnchecked } from '../process/both-ways.js'
import { readDependency } from '../process/dependency.js'
import { assertSameOnTheWire, assertSameOutcome } from '../process/same-behaviour.js'
import { startTarget, type TargetServer } from '../process/target-server.js'
import { assertNoFaults } from '../process/telemetry-check.js'
import { hooksFixture } from './traced-from-code.js'

/** What fixtures/calls-each-client.cjs calls, eight by http and one by https. */
const clients = 9

/** Entries that name the http target, and not the https one. */
const entries: Readonly<Record<string, (target: TargetServer) => string>> = {
  'host:port': ({ httpPort }) => `127.0.0.1:${httpPort}`,
  'a regular expression': ({ httpPort }) => `/^127\\.0\\.0\\.1:${httpPort}$/g`,
  'a list in JSON': ({ httpPort }) => JSON.stringify(['other.test', `127.0.0.1:${httpPort}`])
}

for (const [form, entryOf] of Object.entries(entries)) {
  test(`a host listed as ${form} gets a span and no header by any client, others get both (H16)`, async t => {
    const { exchanges, dependencies } = await runListed(t, entryOf)
    assert.equal(dependencies.length, clients)
    for (const exchange of exchanges) {
      const isListed = exchange.origin.startsWith('http:')
      const ids = exchange.all('traceparent').map(header => header.split('-')[2])
      const dependency = dependencies.find(({ name }) => name.endsWith(exchange.url))
      assert.deepEqual(ids, isListed ? [] : [dependency?.id], exchange.url)
    }
  })
}

test('a host listed without a port gets no header on any of its ports (H16)', async t => {
  const { exchanges, dependencies } = await runListed(t, () => '127.0.0.1')
  assert.equal(dependencies.length, clients)
  assert.deepEqual(
    exchanges.flatMap(exchange => exchange.all('traceparent')),
    []
  )
})

test('a host listed on another port gets its header by every client (H16)', async t => {
  const { exchanges, dependencies } = await runListed(t, () => '127.0.0.1:1')
  assert.equal(dependencies.length, clients)
  const without = exchanges.filter(exchange => exchange.all('traceparent').length !== 1)
  assert.deepEqual(
    without.map(({ url }) => url),
    []
  )
})

test('a host blacklisted on another port gets span and header by every client (B03)', async t => {
  const { exchanges, dependencies } = await runListed(t, () => '127.0.0.1:1', 'BLACKLIST_HOSTNAMES')
  assert.equal(dependencies.length, clients)
  const without = exchanges.filter(exchange => exchange.all('traceparent').length !== 1)
  assert.deepEqual(
    without.map(({ url }) => url),
    []
  )
})

test("the program's own traceparent goes as it is to a host that is listed (H16, H08)", async t => {
  const own = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
  const headers = { traceparent: own, tracestate: 'own=1' }
  const { exchanges } = await runListed(t, () => '127.0.0.1', 'PROPAGATION_BLACKLIST', headers)
  assert.equal(exchanges.length, clients)
  for (const exchange of exchanges) {
    const sent = [...exchange.all('traceparent'), ...exchange.all('tracestate')]
    assert.deepEqual(sent, [own, 'own=1'], exchange.url)
  }
})

async function runListed(
  t: TestContext,
  entryOf: (target: TargetServer) => string,
  setting = 'PROPAGATION_BLACKLIST',
  headers: Readonly<Record<string, string>> = {}
) {
  const target = await startTarget(t)
  const args = [target.http, target.https, '/hello', JSON.stringify(headers)]
  const program = { file: hooksFixture('calls-each-client.cjs'), args }
  const settings = { [`OUTSPAN_${setting}`]: entryOf(target) }
  const { bare, traced, standIn } = await runUnchecked(t, target, program, { settings })
  assertSameOutcome(traced.outcome, bare.outcome)
  assertSameOnTheWire(traced.exchanges, bare.exchanges)
  assertNoFaults(standIn)
  const dependencies = standIn.envelopes.map(readDependency)
  return { exchanges: traced.exchanges, dependencies }
}
