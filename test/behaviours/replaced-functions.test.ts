import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runOnTarget } from '../process/both-ways.js'
import { fixture } from './fixture.js'

test('functions that the program replaces are called as often as without the agent (P11, P12)', async t => {
  const { traced } = await runOnTarget(t, ({ http, https }) => {
    return { file: fixture('replaced-functions.cjs'), args: [http, https] }
  })
  assert.doesNotMatch(traced.outcome.stdout, /thrown/)
})
