import assert from 'node:assert/strict'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { parseConnectionString } from '../../src/export/azure/connection-string.js'
import { LocalBatchStore } from '../../src/export/azure/storage/local-batch-store.js'
import { keep } from '../export/azure/delivery/batches.js'
import { assertAccepted, createLines } from '../export/azure/envelope-lines.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { assertOneLine } from './agent-lines.js'
import { copyAgent } from './copy-of-agent.js'
import { sendingTo, withAgent } from './preload.js'
import { fixture, registerFile, repository } from './repository.js'
import { runProgram } from './run-program.js'
import { startTarget } from './target-server.js'
import { assertTelemetry } from './telemetry-check.js'

for (const flags of [['-r'], ['--import'], ['-r', '--import']]) {
  test(`the agent loaded once more with ${flags.join(' and ')} traces every call once (P13)`, async t => {
    const outcome = await runTwice(
      t,
      flags.flatMap(flag => [flag, registerFile])
    )
    assert.equal(outcome.stderr, '')
  })
}

for (const flag of ['-r', '--import']) {
  test(`a second copy with ${flag} yields and says so in one line (P13, K01)`, async t => {
    const copy = copyAgent(t)
    const outcome = await runTwice(t, [flag, copy])
    assertOneLine(outcome, [join(repository, 'dist'), join(dirname(copy), 'dist'), 'yields'])
  })
}

test('what an earlier process has left is sent by one of two copies that export to the same key', async t => {
  const standIn = await startStandIn(t)
  standIn.answer({ delay: 1_000 })
  const env = sendingTo(standIn)
  const directory = env['OUTSPAN_STORAGE_DIRECTORY']
  const store = new LocalBatchStore(parseConnectionString(standIn.connectionString), { directory })
  await keep(store, ...createLines('a'))
  const copy = join(dirname(copyAgent(t)), 'dist', 'index.js')
  const file = fixture('loading/flushes-two-copies.cjs')
  const outcome = await runProgram({ file, args: [copy], env })
  assert.deepEqual([outcome.code, outcome.stderr], [0, ''])
  assert.equal(standIn.requests.length, 1)
  assertAccepted(standIn, 'a')
})

/** The first agent comes with -r. */
async function runTwice(t: TestContext, nodeArgs: readonly string[]) {
  const target = await startTarget(t)
  const standIn = await startStandIn(t)
  const program = { file: fixture('loading/registers-itself.cjs'), args: [target.http], nodeArgs }
  const outcome = await runProgram(withAgent(program, sendingTo(standIn)))
  assert.equal(outcome.code, 0)
  assert.equal(assertTelemetry(standIn, await target.takeExchanges(), outcome).length, 2)
  return outcome
}
