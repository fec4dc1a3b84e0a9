import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { startStandIn } from '../tools/start-stand-in.js'
import type { Dependency } from './dependency.js'
import { readDependency } from './dependency.js'
import { fixture } from './repository.js'
import { runProgram } from './run-program.js'
import { startTarget } from './target-server.js'
import { assertNoFaults } from './telemetry-check.js'

test('a call belongs to the span around it, in callbacks, listeners and after await (C01-04)', async t => {
  const { dependencies } = await runTracing(t, 'places.cjs')
  const { calls, parents } = split(dependencies)
  assert.equal(parents.length, 3 * 8)
  assert.ok(calls.length > 40)
  assertParents(calls, parents)
})

test('no call of concurrent tasks sees the span of another, over shared sockets (C05, C06)', async t => {
  const { dependencies } = await runTracing(t, 'concurrent.cjs')
  const { calls, parents } = split(dependencies)
  assert.equal(parents.length, 60)
  assert.equal(calls.length, 60 * 4 + 12)
  assertParents(calls, parents)
})

test('the current span is the same right after a call, in its listeners and later (C01-04)', async t => {
  const { stdout, dependencies } = await runTracing(t, 'after-the-call.cjs')
  const lines = stdout.trimEnd().split('\n')
  const inside = ['fetch', 'fetch', 'undici', 'undici']
  const all = [...inside, ...new Array(7).fill('http'), 'undefined']
  assert.deepEqual(
    lines.map(line => line.split(' ').at(-1)),
    all
  )
  const { calls, parents } = split(dependencies)
  assertParents(calls, parents)
})

test('timeouts, errors and aborts run in the context of their own call (C05)', async t => {
  const { stdout, dependencies } = await runTracing(t, 'timeouts.cjs')
  const eventsOf = (name: string) => [...stdout.matchAll(new RegExp(`^${name} (.*)$`, 'gm'))]
  const told = (name: string) => eventsOf(name).map(([, event]) => event)
  assert.deepEqual(told('timeout'), ['timeout', 'end', 'close'])
  assert.deepEqual(told('abort'), ['error', 'close'])
  assert.deepEqual(told('queued'), ['end', 'close'])
  assert.deepEqual(told('refused'), ['error', 'close'])
  assert.deepEqual(told('undefined'), [])
  const { calls, parents } = split(dependencies)
  assertParents(
    calls.filter(({ data }) => data.includes('child-of')),
    parents
  )
})

async function runTracing(t: TestContext, name: string) {
  const target = await startTarget(t)
  const standIn = await startStandIn(t)
  const args = [target.http, standIn.connectionString]
  const { stdout, stderr, code } = await runProgram({ file: fixture(`context/${name}`), args })
  assert.deepEqual([stderr, code], ['', 0])
  assertNoFaults(standIn)
  const dependencies = standIn.envelopes.map(readDependency)
  await assertHeaders(target, dependencies)
  return { stdout, dependencies }
}

/** Each call has told the server which dependency it is. */
async function assertHeaders(
  target: Awaited<ReturnType<typeof startTarget>>,
  dependencies: readonly Dependency[]
): Promise<void> {
  const known = new Map(dependencies.map(dependency => [dependency.id, dependency]))
  for (const exchange of await target.takeExchanges()) {
    const [traceparent, ...others] = exchange.all('traceparent')
    const [, traceId, spanId = ''] = traceparent?.split('-') ?? []
    assert.deepEqual(others, [])
    assert.equal(known.get(spanId)?.traceId, traceId)
    assert.equal(new URL(known.get(spanId)?.data ?? '').pathname, exchange.url)
  }
}

function split(dependencies: readonly Dependency[]) {
  return {
    calls: dependencies.filter(({ type }) => type === 'Http'),
    parents: dependencies.filter(({ type }) => type === 'InProc')
  }
}

/** The last segment of a call's URL names its parent. */
function assertParents(calls: readonly Dependency[], parents: readonly Dependency[]): void {
  const byName = new Map(parents.map(parent => [parent.name, parent]))
  for (const { data, parentId, traceId } of calls) {
    const name = data.slice(data.lastIndexOf('/') + 1)
    const parent = byName.get(name)
    assert.equal(parent === undefined, name === 'nobody', `${name} has a span`)
    assert.equal(parentId, parent?.id, data)
    if (parent) assert.equal(traceId, parent.traceId, data)
  }
}
