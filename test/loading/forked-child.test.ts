import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertProgramUntouched } from '../process/agent-lines.js'
import { runUnchecked } from '../process/both-ways.js'
import { readDependency } from '../process/dependency.js'
import { assertSameOnTheWire } from '../process/same-behaviour.js'
import { startTarget } from '../process/target-server.js'
import { assertNoFaults } from '../process/telemetry-check.js'
import { loadingFixture } from './typescript-program.js'

/** What arrives of a child that ends so, by itself or from disk by the parent. */
const delivered = {
  disconnect: ['GET /hello/child', 'GET /hello/last'],
  kill: ['GET /hello/child'],
  'message to exit': ['GET /hello/child'],
  'message to throw': ['GET /hello/child']
}

for (const [end, names] of Object.entries(delivered)) {
  test(`a forked child that its parent ends by ${end} ends as without the agent (W04)`, async t => {
    const target = await startTarget(t)
    const program = { file: loadingFixture('forked-child.cjs'), args: [target.http, end] }
    const { bare, traced, standIn } = await runUnchecked(t, target, program)
    assertProgramUntouched(traced.outcome, bare.outcome)
    assertSameOnTheWire(traced.exchanges, bare.exchanges)
    for (const exchange of traced.exchanges) assert.equal(exchange.all('traceparent').length, 1)
    assertNoFaults(standIn)
    const arrived = standIn.envelopes.map(readDependency).map(({ name }) => name)
    assert.deepEqual(arrived.sort(), [...names, 'GET /hello/parent'])
  })
}
