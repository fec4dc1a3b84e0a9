import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runTracing } from './traced-program.js'

test('a request of undici that is over holds its span no more, though someone holds the request', async t => {
  const { stdout } = await runTracing(t, 'kept-requests.cjs', { nodeArgs: ['--expose-gc'] })
  const over = ['fetch gone', 'undici gone', 'refused gone']
  const lines = [...over, 'under-way still there', 'requests 4']
  assert.deepEqual(stdout.trimEnd().split('\n'), lines)
})
