import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { startStandIn } from '../tools/start-stand-in.js'
import { type BothWaysOptions, runOnTarget } from './both-ways.js'
import { sendingTo, withAgent } from './preload.js'
import { fixture } from './repository.js'
import { runProgram } from './run-program.js'
import { assertSameOutcome } from './same-behaviour.js'
import { startTarget } from './target-server.js'

test('a natural end flushes every span (W01)', async t => {
  const { dependencies } = await run(t, 'many-calls.cjs')
  assert.equal(dependencies.length, 40)
})

test('a natural end flushes every span in batches of 7 (W01)', async t => {
  const settings = { OUTSPAN_MAX_BATCH_SIZE: '7' }
  const { dependencies } = await run(t, 'many-calls.cjs', [], { settings })
  assert.equal(dependencies.length, 40)
})

test('a natural end flushes what the timer has not, and nothing twice (W01)', async t => {
  const settings = { OUTSPAN_EXPORT_INTERVAL: '1' }
  const { dependencies } = await run(t, 'many-calls.cjs', [], { settings })
  assert.equal(dependencies.length, 40)
})

test('listeners of beforeExit are called once, and no other is to be seen', async t => {
  const { traced } = await run(t, 'before-exit.cjs')
  assert.equal(traced.outcome.stdout.match(/^beforeExit 0/gm)?.length, 1)
})

test('a listener of beforeExit that starts more work is called as often as without the agent', async t => {
  const { traced, dependencies } = await run(t, 'before-exit-work.cjs')
  assert.match(traced.outcome.stdout, /beforeExit 3\n$/)
  assert.equal(dependencies.length, 2)
})

test('a natural end flushes every span of a program with an AsyncLocalStorage of its own', async t => {
  const { dependencies } = await run(t, 'own-storage.cjs')
  assert.equal(dependencies.length, 1)
})

test('a natural end flushes every span when the program has replaced process.emit', async t => {
  const target = await startTarget(t)
  const standIn = await startStandIn(t)
  const program = { file: fixture('exit/emit-wrapped.cjs'), args: [target.http] }
  const traced = await runProgram(withAgent(program, sendingTo(standIn)))
  assert.equal(traced.stdout.match(/^beforeExit/gm)?.length, 1)
  assert.equal(standIn.envelopes.length, 1)
})

test('a beforeExit that the program emits itself is heard as without the agent', async t => {
  await run(t, 'prepended-before-exit.cjs')
})

const codes = {
  'exit-code': 3,
  throw: 1,
  'throw-no-error': 1,
  'unhandled-rejection': 1,
  'caught-exception': 0,
  natural: 0
}

for (const [end, code] of Object.entries(codes)) {
  test(`the exit code after ${end} is ${code} as without the agent (W07)`, async t => {
    const target = await startTarget(t)
    const { outcome } = await compareEnds(t, target.http, end)
    assert.equal(outcome.code, code)
  })
}

test('process.exit ends at once with its code (W06)', async t => {
  const target = await startTarget(t)
  const { outcome } = await compareEnds(t, target.http, 'process-exit')
  assert.equal(outcome.code, 5)
})

test('process.exit in a listener of beforeExit comes after the flush (W06)', async t => {
  const target = await startTarget(t)
  const { outcome, standIn } = await compareEnds(t, target.http, 'exit-in-listener')
  assert.equal(outcome.code, 6)
  assert.equal(standIn.envelopes.length, 1)
})

test('SIGTERM ends the program as without the agent (W08)', async t => {
  const target = await startTarget(t)
  const { outcome } = await compareEnds(t, target.http, 'signal')
  assert.equal(outcome.signal, 'SIGTERM')
})

test('a module whose await never settles ends with 13, and its spans are flushed', async t => {
  const { traced, dependencies } = await run(t, 'unsettled.mjs')
  assert.equal(traced.outcome.code, 13)
  assert.equal(dependencies.length, 1)
})

for (const interval of ['1', '3600000']) {
  test(`an endpoint that never answers does not keep a program with an interval of ${interval} ms`, async t => {
    const target = await startTarget(t)
    const standIn = await startStandIn(t)
    standIn.answer({ ending: 'hang' })
    const program = { file: fixture('exit/many-calls.cjs'), args: [target.http] }
    const bare = await runProgram(program)
    const settings = { ...sendingTo(standIn), OUTSPAN_EXPORT_INTERVAL: interval }
    const traced = await runProgram(withAgent(program, settings))
    assert.ok(traced.endedByItself)
    assert.deepEqual([traced.code, traced.stdout], [bare.code, bare.stdout])
    assert.ok(standIn.requests.length > 0)
  })
}

test('a program without calls opens no connection', async t => {
  let connections = 0
  const endpoint = createServer(() => connections++).listen(0, '127.0.0.1')
  await once(endpoint, 'listening')
  t.after(() => endpoint.close())
  const { port } = endpoint.address() as AddressInfo
  const connectionString = `InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=http://127.0.0.1:${port}`
  const program = { file: fixture('exit/no-calls.cjs') }
  const traced = await runProgram(withAgent(program, sendingTo({ connectionString })))
  assertSameOutcome(traced, await runProgram(program))
  assert.equal(connections, 0)
})

test('a span of a program that stays is sent after the export interval', async t => {
  const target = await startTarget(t)
  const standIn = await startStandIn(t)
  const program = { file: fixture('exit/stays.cjs'), args: [target.http] }
  const settings = { ...sendingTo(standIn), OUTSPAN_EXPORT_INTERVAL: '20' }
  const end = runProgram(withAgent(program, settings))
  await standIn.waitForEnvelopes(1)
  target.closeConnections()
  const { stdout, stderr, code } = await end
  assert.deepEqual([stdout, stderr, code], ['released\n', '', 0])
  assert.equal(standIn.envelopes.length, 2)
})

function run(
  t: TestContext,
  name: string,
  args: readonly string[] = [],
  options: BothWaysOptions = {}
) {
  const file = fixture(`exit/${name}`)
  return runOnTarget(t, ({ http }) => ({ file, args: [http, ...args] }), options)
}

/** Without an opinion on what becomes of the telemetry. */
async function compareEnds(t: TestContext, url: string, end: string) {
  const standIn = await startStandIn(t)
  const program = { file: fixture('exit/ends.cjs'), args: [url, end] }
  const bare = await runProgram(program)
  const outcome = await runProgram(withAgent(program, sendingTo(standIn)))
  assertSameOutcome(outcome, bare)
  return { outcome, standIn }
}
