import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertParents, runTracing } from './traced-program.js'

test('what is bound to a span belongs to it, whoever calls it: a queue, await, an emitter (C11)', async t => {
  const { stdout, dependencies } = await runTracing(t, 'bound-functions.cjs')
  const kept = 'this is kept true\n'
  assert.equal(stdout, `${kept.repeat(3)}[ 'self', 1, 2 ]\nTypeError mine undefined\n`)
  assert.equal(dependencies.filter(({ type }) => type === 'Http').length, 3 * (4 + 2 + 3))
  assertParents(dependencies)
})
