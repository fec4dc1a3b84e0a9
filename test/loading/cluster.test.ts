import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { checkTelemetry, runUnchecked } from '../process/both-ways.js'
import { readDependency } from '../process/dependency.js'
import { assertSameOnTheWire, assertSameOutcome } from '../process/same-behaviour.js'
import { startTarget } from '../process/target-server.js'
import { loadingFixture } from './typescript-program.js'

const served = { name: 'GET /served', resultCode: '200', success: true }

test("a cluster's workers serve and call, and lose nothing when they close at SIGTERM (W03)", async t => {
  const runs = await runCluster(t, 'close')
  const { length } = checkTelemetry(runs, { unanswered: [served, served, served, served] })
  assert.equal(length, 8)
  const requests = runs.standIn.envelopes.filter(({ data }) => data.baseType === 'RequestData')
  assert.equal(requests.length, 4)
})

test("a cluster's workers that do not handle SIGTERM end by it, and their calls had headers (W03)", async t => {
  const { traced, standIn } = await runCluster(t, 'unhandled')
  for (const exchange of traced.exchanges) assert.equal(exchange.all('traceparent').length, 1)
  const calls = standIn.envelopes.filter(({ data }) => data.baseType === 'RemoteDependencyData')
  const names = calls.map(call => readDependency(call).name)
  assert.equal(names.filter(name => name === served.name).length, 4)
})

async function runCluster(t: TestContext, end: string) {
  const target = await startTarget(t)
  const program = { file: loadingFixture('serving-cluster.cjs'), args: [target.http, end] }
  const runs = await runUnchecked(t, target, program)
  assertSameOutcome(runs.traced.outcome, runs.bare.outcome)
  assertSameOnTheWire(runs.traced.exchanges, runs.bare.exchanges)
  assert.equal(runs.traced.exchanges.length, 4)
  return runs
}
