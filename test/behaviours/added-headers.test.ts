import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Run, runUnchecked } from '../process/both-ways.js'
import type { Exchange } from '../process/exchange.js'
import { assertSameOutcome } from '../process/same-behaviour.js'
import { startTarget } from '../process/target-server.js'
import { assertNoFaults } from '../process/telemetry-check.js'
import { fixture } from './fixture.js'
import { runTracing } from './traced-program.js'

const calls = 9 * 2 + 1

test('a call gains the one header traceparent and no other, for http, https, fetch and undici (H17)', async t => {
  const { bare, traced, standIn } = await run(t)
  for (const [exchange, without] of pairs(traced, bare)) {
    assert.deepEqual(addedTo(exchange, without), ['traceparent'], exchange.url)
    assert.match(exchange.header('traceparent') ?? '', /^00-[\da-f]{32}-[\da-f]{16}-01$/)
  }
  assert.equal(standIn.envelopes.length, calls)
})

test('a host that is to get no header gains none, and its call is recorded (H16, H17)', async t => {
  const settings = { OUTSPAN_PROPAGATION_BLACKLIST: 'third.test,localhost' }
  const { bare, traced, standIn } = await run(t, settings)
  for (const [exchange, without] of pairs(traced, bare)) {
    assert.deepEqual(addedTo(exchange, without), [], exchange.url)
  }
  assert.equal(standIn.envelopes.length, calls)
})

test('a call that is not sampled has valid ids, the flags 00 and no envelope, for each client (H19)', async t => {
  const { bare, traced, standIn } = await run(t, { OUTSPAN_SAMPLING_RATE: '0' })
  const ids = new Set<string>()
  for (const [exchange, without] of pairs(traced, bare)) {
    assert.deepEqual(addedTo(exchange, without), ['traceparent'], exchange.url)
    const value = exchange.header('traceparent') ?? ''
    assert.match(value, /^00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-00$/)
    ids.add(value)
  }
  assert.equal(ids.size, calls)
  assert.deepEqual([standIn.received.length, standIn.requests.length], [0, 0])
})

test('a tracestate of the parent is handed on beside the traceparent, by each client', async t => {
  const { exchanges, dependencies } = await runTracing(t, 'remote-parent.cjs')
  assert.equal(exchanges.length, 4)
  for (const exchange of exchanges) {
    assert.deepEqual(exchange.all('tracestate'), ['vendor=1,other=2'], exchange.url)
    assert.match(exchange.all('traceparent').join(), /^00-0af7651916cd43dd8448eb211c80319c-/)
  }
  for (const { traceId } of dependencies) assert.equal(traceId, '0af7651916cd43dd8448eb211c80319c')
})

async function run(t: TestContext, settings: Record<string, string> = {}) {
  const target = await startTarget(t)
  const args = [target.httpPort, target.httpsPort]
  const program = { file: fixture('every-client.cjs'), args }
  const runs = await runUnchecked(t, target, program, { settings })
  assertSameOutcome(runs.traced.outcome, runs.bare.outcome)
  assert.equal(runs.traced.exchanges.length, calls)
  assertNoFaults(runs.standIn)
  return runs
}

/** Its calls come one after the other, so the first of both runs is the same call. */
function pairs(traced: Run, bare: Run): (readonly [Exchange, Exchange])[] {
  return traced.exchanges.map((exchange, i) => {
    const other = bare.exchanges[i]
    assert.ok(other)
    assert.equal(exchange.url, other.url)
    return [exchange, other]
  })
}

/** Names of headers that are more; those that both have must be the same, in the same order. */
function addedTo(exchange: Exchange, without: Exchange): string[] {
  const added: string[] = []
  const kept = exchange.headers.filter(([name]) => {
    const isNew = !without.headers.some(([other]) => other === name)
    if (isNew) added.push(name)
    return !isNew
  })
  assert.deepEqual(kept, without.headers)
  return added
}
