import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { startStandIn } from '../tools/start-stand-in.js'
import { runUnchecked } from './both-ways.js'
import { readDependency } from './dependency.js'
import type { Exchange } from './exchange.js'
import { fixture } from './repository.js'
import { runProgram } from './run-program.js'
import { assertSameOutcome } from './same-behaviour.js'
import { startTarget } from './target-server.js'
import { assertNoFaults } from './telemetry-check.js'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanId = 'b7ad6b7169203331'
const traceparent = `00-${traceId}-${spanId}-01`

test('a traceparent of another trace is kept, alone, and the span joins that trace (H08-11, U23)', async t => {
  const { exchanges, dependencies } = await runOwn(t, traceparent)
  assertOnly(exchanges, traceparent)
  assert.equal(dependencies.length, exchanges.length)
  for (const dependency of dependencies) {
    assert.deepEqual([dependency.traceId, dependency.parentId], [traceId, spanId], dependency.name)
  }
})

test('a traceparent that cannot be read is left alone, and the call is traced (H08-11)', async t => {
  const { exchanges, dependencies } = await runOwn(t, 'nonsense')
  assertOnly(exchanges, 'nonsense')
  assert.equal(dependencies.length, exchanges.length)
})

test('a traceparent of the same trace is replaced by that of the call, alone (H08-11, U23)', async t => {
  const target = await startTarget(t)
  const standIn = await startStandIn(t)
  const args = [target.http, standIn.connectionString]
  const outcome = await runProgram({ file: fixture('trace-headers/own-in-spans.cjs'), args })
  assert.deepEqual([outcome.stderr, outcome.code], ['', 0])
  assertNoFaults(standIn)
  const dependencies = standIn.envelopes.map(readDependency)
  const spans = new Map(dependencies.map(({ name, id }) => [name, id]))
  for (const exchange of await target.takeExchanges()) {
    const id = spans.get(`GET ${exchange.url}`)
    const all = dependencies.find(({ name }) => name === 'all')
    assert.deepEqual(exchange.all('traceparent'), [`00-${all?.traceId}-${id}-01`], exchange.url)
    assert.deepEqual(exchange.all('tracestate'), ['own=1'], exchange.url)
    const call = dependencies.find(dependency => dependency.id === id)
    assert.equal(call?.parentId, spans.get(exchange.url.slice('/hello/'.length)))
  }
})

test('a trace that is not sampled has the flags 00 on the wire, and is not exported (H19)', async t => {
  const target = await startTarget(t)
  const { http, https } = target
  const program = { file: fixture('clients/undici.cjs'), args: [http, https, 'undici'] }
  const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' }
  const settings = { OUTSPAN_SAMPLING_RATE: '0' }
  const { traced, bare, standIn } = await runUnchecked(t, target, { ...program, env }, { settings })
  assertSameOutcome(traced.outcome, bare.outcome)
  assert.ok(traced.exchanges.length > 10)
  for (const exchange of traced.exchanges) {
    assert.match(exchange.all('traceparent').join(), /^00-[\da-f]{32}-[\da-f]{16}-00$/)
  }
  assert.equal(standIn.requests.length, 0)
})

async function runOwn(t: TestContext, value: string) {
  const target = await startTarget(t)
  const args = [target.http, value, 'own=1']
  const program = { file: fixture('trace-headers/own.cjs'), args }
  const { bare, traced, standIn } = await runUnchecked(t, target, program)
  assertSameOutcome(traced.outcome, bare.outcome)
  // Here, the trace headers are the program's own, and nothing else is to be seen.
  const wire = (exchanges: readonly Exchange[]) =>
    exchanges.map(({ url, headers }) => [url, headers])
  assert.deepEqual(wire(traced.exchanges), wire(bare.exchanges))
  assertNoFaults(standIn)
  return { exchanges: traced.exchanges, dependencies: standIn.envelopes.map(readDependency) }
}

function assertOnly(exchanges: readonly Exchange[], value: string): void {
  for (const exchange of exchanges) {
    assert.deepEqual(exchange.all('traceparent'), [value], exchange.url)
    assert.deepEqual(exchange.all('tracestate'), ['own=1'], exchange.url)
  }
}
