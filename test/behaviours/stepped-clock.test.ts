import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sendingTo } from '../process/preload.js'
import { registerFile } from '../process/repository.js'
import { runProgram } from '../process/run-program.js'
import { assertSameOutcome } from '../process/same-behaviour.js'
import { startTarget } from '../process/target-server.js'
import { assertNoFaults, assertTelemetry } from '../process/telemetry-check.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { fixture } from './fixture.js'

test('a wall clock that steps by hours during a call leaves its duration and the order of the calls (N13)', async t => {
  const target = await startTarget(t)
  const standIn = await startStandIn(t)
  const clock = ['-r', fixture('stepped-clock.cjs')]
  const program = { file: fixture('calls-while-clock-steps.cjs'), args: [target.http] }
  const bare = await runProgram({ ...program, nodeArgs: clock })
  await target.takeExchanges()
  const nodeArgs = [...clock, '-r', registerFile]
  // The warning of a clock that is far from the service's would be right.
  const env = { ...sendingTo(standIn), OUTSPAN_LOG_LEVEL: 'error' }
  const traced = await runProgram({ ...program, nodeArgs, env })
  assertSameOutcome(traced, bare)
  assertNoFaults(standIn)
  // It also holds each duration against the server's and the life of the process.
  const exchanges = await target.takeExchanges()
  const dependencies = assertTelemetry(standIn, exchanges, { lifetime: traced.lifetime })
  assert.equal(dependencies.length, 9)
  const byTime = [...standIn.envelopes].sort((a, b) => Date.parse(a.time) - Date.parse(b.time))
  const urls = byTime.map(({ data }) => new URL(data.baseData.data ?? '').pathname)
  assert.deepEqual(
    urls,
    exchanges.map(({ url }) => url)
  )
})
