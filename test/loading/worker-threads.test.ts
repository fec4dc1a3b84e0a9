import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertProgramUntouched } from '../process/agent-lines.js'
import { runUnchecked } from '../process/both-ways.js'
import { readDependency } from '../process/dependency.js'
import type { Outcome } from '../process/run-program.js'
import { assertSameOnTheWire } from '../process/same-behaviour.js'
import { startTarget } from '../process/target-server.js'
import { assertNoFaults } from '../process/telemetry-check.js'
import { loadingFixture } from './typescript-program.js'

const naturalEnds = ['exit code', 'exit listener', 'beforeExit listener']
// Their agent has a last moment, in which it puts on disk what the main thread's sends at its end.
const otherEnds = ['process.exit', 'throw', 'reject']

for (const end of [...naturalEnds, ...otherEnds, 'terminate', 'unref']) {
  test(`a worker thread that ends by ${end} ends as without the agent (W02)`, async t => {
    const target = await startTarget(t)
    const program = { file: loadingFixture('worker-ends.cjs'), args: [target.http, end] }
    const { bare, traced, standIn } = await runUnchecked(t, target, program)
    assertProgramUntouched(traced.outcome, bare.outcome)
    assert.equal(beforeExits(traced.outcome), beforeExits(bare.outcome))
    assertSameOnTheWire(traced.exchanges, bare.exchanges)
    for (const exchange of traced.exchanges) assert.equal(exchange.all('traceparent').length, 1)
    assertNoFaults(standIn)
    const names = standIn.envelopes.map(readDependency).map(({ name }) => name)
    // What ends the thread without a last moment loses what its agent has not sent, and no more.
    const expected = end === 'unref' ? [] : ['GET /hello/main']
    if (naturalEnds.includes(end)) expected.unshift('GET /hello/worker')
    if (otherEnds.includes(end)) expected.push('GET /hello/worker')
    assert.deepEqual(names, expected)
  })
}

function beforeExits({ stderr }: Outcome): number {
  return stderr.split('beforeExit of the worker').length - 1
}
