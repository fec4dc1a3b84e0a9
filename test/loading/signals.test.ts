import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { assertProgramUntouched } from '../process/agent-lines.js'
import { type Dependency, readDependency } from '../process/dependency.js'
import { sendingTo, withAgent } from '../process/preload.js'
import type { Outcome } from '../process/run-program.js'
import { startTarget, type TargetServer } from '../process/target-server.js'
import { assertNoFaults } from '../process/telemetry-check.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { runSignalled } from './signalled-program.js'
import { loadingFixture } from './typescript-program.js'

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} without a handler ends a program in a call by the signal (W08)`, async t => {
    const { outcome } = await compare(t, signal, 'unhandled')
    assert.equal(outcome.signal, signal)
  })

  test(`${signal} that the program's handler sends on ends it by the signal (W08)`, async t => {
    const { outcome } = await compare(t, signal, 'resend')
    assert.equal(outcome.signal, signal)
  })

  test(`${signal} whose handler calls process.exit ends a program in a call with its code (W08)`, async t => {
    const { outcome } = await compare(t, signal, 'exit-code')
    assert.ok(outcome.code === 143 || outcome.code === 130)
  })

  test(`${signal} whose handler lets the program come to its natural end loses nothing (W08-09)`, async t => {
    const { outcome, dependencies } = await compare(t, signal, 'close')
    assert.equal(outcome.code, 0)
    assert.deepEqual(
      dependencies.map(({ name, resultCode }) => [name, resultCode]),
      [
        ['GET /hello/first', '200'],
        ['GET /hang/pending', 'AbortError']
      ]
    )
  })
}

/** How a program ends in the middle of a call, and its exit code or signal. */
const ends = { exit: 4, throw: 1, reject: 1, 'throw-caught': 5, kill: 'SIGKILL' }

for (const [end, expected] of Object.entries(ends)) {
  test(`a program that ends in a call by ${end} ends with ${expected} as without the agent (W05-07)`, async t => {
    const { outcome } = await compare(t, 'SIGUSR2', end)
    assert.equal(outcome.code ?? outcome.signal, expected)
  })
}

/** What had been sent when the signal came was sent once, and what had not, once at most. */
async function compare(t: TestContext, signal: NodeJS.Signals, end: string) {
  const target = await startTarget(t)
  const standIn = await startStandIn(t)
  const program = { file: loadingFixture('ends-when-told.cjs'), args: [target.http, end] }
  const bare = await runSignalled(program, signal, async () => undefined)
  await forget(target)
  const settings = { ...sendingTo(standIn), OUTSPAN_EXPORT_INTERVAL: '20' }
  const outcome = await runSignalled(withAgent(program, settings), signal, () =>
    standIn.waitForEnvelopes(1)
  )
  assertProgramUntouched(outcome, bare)
  assert.equal(errors(outcome), errors(bare))
  assertNoFaults(standIn)
  const dependencies = standIn.envelopes.map(readDependency)
  assertSentOnce(dependencies)
  return { outcome, dependencies }
}

async function forget(target: TargetServer): Promise<void> {
  target.closeConnections()
  await target.takeExchanges()
}

/** Without our own frames and the agent's word on what could not be sent. */
function errors({ stderr }: Outcome): string {
  return stderr.replace(/^ +at .*\n/gm, '').replace(/^outspan: .* before \d+ spans .*\n/gm, '')
}

function assertSentOnce(dependencies: readonly Dependency[]): void {
  const names = dependencies.map(({ name }) => name)
  assert.equal(names[0], 'GET /hello/first')
  assert.deepEqual(names, [...new Set(names)])
}
