import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runOnTarget, runUnchecked } from '../process/both-ways.js'
import { assertSameOutcome } from '../process/same-behaviour.js'
import { startTarget } from '../process/target-server.js'
import { fixture } from './fixture.js'

test('an undici whose requests have no addHeader is traced with one header for each call (U22)', async t => {
  const { bare, dependencies } = await runOnTarget(t, ({ http }) => {
    return { file: fixture('without-add-header.cjs'), args: [http] }
  })
  assert.match(bare.outcome.stdout, /addHeader undefined\n$/)
  assert.equal(dependencies.length, 7)
})

test('an undici whose requests have no addHeader keeps the traceparent of the program, alone (U22, U23)', async t => {
  const target = await startTarget(t)
  const own = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const program = { file: fixture('without-add-header.cjs'), args: [target.http, own] }
  const { bare, traced } = await runUnchecked(t, target, program)
  assertSameOutcome(traced.outcome, bare.outcome)
  assert.deepEqual(
    traced.exchanges.map(exchange => exchange.all('traceparent')),
    [[own]]
  )
})
