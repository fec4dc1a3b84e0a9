import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { startStandIn } from '../tools/start-stand-in.js'
import { type Dependency, readDependency } from './dependency.js'
import { sendingTo, withAgent } from './preload.js'
import { fixture } from './repository.js'
import { runProgram } from './run-program.js'
import { assertSameOutcome } from './same-behaviour.js'
import { startTarget } from './target-server.js'
import { assertNoFaults } from './telemetry-check.js'

const unhandled = ['no-listener', 'no-listener-reset', 'error-listener', 'fetch-rejection']
const thrown = ['callback', 'response-listener', 'data-listener', 'end-listener', 'close-listener']

for (const what of [...unhandled, ...thrown]) {
  test(`an error that nobody handles ends the program as without the agent: ${what} (E01, E10)`, async t => {
    const { code } = await compare(t, [what])
    assert.equal(code, 1)
  })
}

for (const what of unhandled) {
  test(`the span of ${what} ends as failed when the last resort handles the error (E01)`, async t => {
    const { code, dependencies } = await compare(t, [what, 'rescue'])
    assert.equal(code, 0)
    assert.deepEqual(
      dependencies.map(({ success }) => success),
      [false]
    )
  })
}

for (const what of ['data-listener', 'end-listener']) {
  test(`the span of a call ends as it was when its ${what} throws (E10)`, async t => {
    const { code, dependencies } = await compare(t, [what, 'rescue'])
    assert.equal(code, 0)
    assert.deepEqual(
      dependencies.map(({ success, resultCode }) => [success, resultCode]),
      [[true, '200']]
    )
  })
}

interface Compared {
  readonly code: number | null
  readonly dependencies: readonly Dependency[]
}

async function compare(t: TestContext, args: readonly string[]): Promise<Compared> {
  const target = await startTarget(t)
  const standIn = await startStandIn(t)
  const file = fixture('uncaught/thrower.cjs')
  const program = { file, args: [target.http, ...args] }
  const bare = await runProgram(program)
  const traced = await runProgram(withAgent(program, sendingTo(standIn)))
  assertSameOutcome(traced, bare)
  assertNoFaults(standIn)
  return { code: traced.code, dependencies: standIn.envelopes.map(readDependency) }
}
