import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { startStandIn } from '../tools/start-stand-in.js'
import type { Exchange } from './exchange.js'
import { sendingTo } from './preload.js'
import { fixture } from './repository.js'
import { runProgram } from './run-program.js'
import { startTarget } from './target-server.js'
import { assertNoFaults, assertTelemetry } from './telemetry-check.js'

for (const [name, count] of Object.entries({ 'start-late.cjs': 6, 'start-late.mjs': 3 })) {
  test(`${name} is traced while it has tracing on, and not before or after (M04)`, async t => {
    const { dependencies, outcome } = await runTracing(t, name)
    assert.match(outcome.stdout, /\[ 'http' \]/)
    assert.equal(dependencies.length, count)
  })
}

test('calls that run when tracing comes on or goes off end as ever', async t => {
  const target = await startTarget(t)
  const standIn = await startStandIn(t)
  const args = [target.http, standIn.connectionString]
  const outcome = await runProgram({ file: fixture('loading/start-between.cjs'), args })
  assert.deepEqual([outcome.stdout, outcome.stderr, outcome.code], ['[ 200, 200 ]\n', '', 0])
  assertNoFaults(standIn)
  for (const exchange of await target.takeExchanges()) {
    assert.equal(exchange.all('traceparent').length, isOutside(exchange) ? 0 : 1, exchange.url)
  }
})

test('a wrapper that lies on ours goes on to work when the agent is turned off (P14)', async t => {
  const { outcome, dependencies } = await runTracing(t, 'wrapper-on-top.cjs')
  const calls = 'GET /%/fetch\n_storeHeader,addRequest,emit,push'
  const [during, after] = ['during', 'after'].map(place => `${place} ${calls.replace('%', place)}`)
  assert.equal(outcome.stdout, `${during}\n${after}\n`)
  assert.equal(dependencies.length, 2)
})

test('what could not be taken out from below a wrapper does nothing more when tracing is started anew', async t => {
  const { outcome, dependencies } = await runTracing(t, 'started-again-below.cjs')
  const heard = outcome.stdout.match(/(?<=heard by )./g)?.join('')
  assert.equal(heard, 'aabb')
  assert.equal(dependencies.length, 4)
})

for (const name of ['registers-itself.cjs', 'registers-itself.mjs']) {
  test(`${name} is traced without any option of node`, async t => {
    const { dependencies } = await runTracing(t, name)
    assert.equal(dependencies.length, 2)
  })
}

test('the tracer that code gets is one, and the integrations use it, until code sets it up anew', async t => {
  const target = await startTarget(t)
  const env = sendingTo(await startStandIn(t))
  const file = fixture('loading/shared-tracer.cjs')
  const outcome = await runProgram({ file, args: [target.http], env })
  const lines = ['[ true, true ]', '[ true, true ]', '1', '[ false, true ]']
  assert.deepEqual([outcome.stdout, outcome.stderr], [`${lines.join('\n')}\n`, ''])
})

/** Runs a program that turns tracing on itself; all is traced that is not `/before` or `/after`. */
async function runTracing(t: TestContext, name: string) {
  const target = await startTarget(t)
  const standIn = await startStandIn(t)
  const args = [target.http, standIn.connectionString]
  const file = fixture(`loading/${name}`)
  const env = name.startsWith('registers') ? sendingTo(standIn) : {}
  const outcome = await runProgram({ file, args, env })
  assert.deepEqual([outcome.stderr, outcome.code], ['', 0])
  const exchanges = await target.takeExchanges()
  const rules = { isUntraced: isOutside, lifetime: outcome.lifetime }
  return { outcome, dependencies: assertTelemetry(standIn, exchanges, rules) }
}

function isOutside({ url }: Exchange): boolean {
  return /\/(before|after)/.test(url)
}
