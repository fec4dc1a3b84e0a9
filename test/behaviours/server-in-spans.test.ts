import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertParents, runTracing } from './traced-program.js'

test('a span that a server has for one request is not that of the next on its socket (C10)', async t => {
  const { stdout, dependencies } = await runTracing(t, 'server-in-spans.cjs')
  assert.equal(stdout, 'requests that began in a span of another: 0\n')
  const calls = dependencies.filter(({ target }) => !target?.startsWith('localhost:'))
  assert.equal(calls.length, 50 + 100)
  assertParents(calls)
})
