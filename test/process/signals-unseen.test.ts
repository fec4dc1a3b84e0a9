import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startStandIn } from '../tools/start-stand-in.js'
import { sendingTo, withAgent } from './preload.js'
import { fixture } from './repository.js'
import { runProgram } from './run-program.js'
import { assertSameOutcome } from './same-behaviour.js'
import { startTarget } from './target-server.js'

for (const [end, expected] of Object.entries({ unhandled: 'SIGTERM', handled: 0 })) {
  test(`a program cannot see that signals are watched, and ends as ever: ${end} (W08)`, async t => {
    const target = await startTarget(t)
    const standIn = await startStandIn(t)
    const program = { file: fixture('exit/signals-unseen.cjs'), args: [target.http, end] }
    const bare = await runProgram(program)
    const settings = sendingTo(standIn)
    const traced = await runProgram(withAgent(program, settings))
    assertSameOutcome(traced, bare)
    assert.equal(traced.signal ?? traced.code, expected)
    // Its span is delivered, or on disk for the next run of any program.
    const next = { file: fixture('one-call.cjs'), args: [target.http] }
    await runProgram(withAgent(next, settings))
    assert.equal(standIn.envelopes.length, 2)
  })
}

test('without a grace, signals are left alone', async t => {
  const target = await startTarget(t)
  const standIn = await startStandIn(t)
  const program = { file: fixture('exit/ends.cjs'), args: [target.http, 'signal'] }
  const settings = { ...sendingTo(standIn), OUTSPAN_EXIT_GRACE_PERIOD: '0' }
  const traced = await runProgram(withAgent(program, settings))
  assertSameOutcome(traced, await runProgram(program))
  assert.equal(standIn.envelopes.length, 0)
})
