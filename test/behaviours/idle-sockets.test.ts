import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runTracing } from './traced-program.js'

const clients = ['http', 'fetch', 'undici']

// The span around the call is another matter: a socket lives in the context that opened it.
test('an idle socket holds no span of its calls, and a closed one not the span around them either (C09)', async t => {
  const { stdout } = await runTracing(t, 'idle-sockets.cjs', { nodeArgs: ['--expose-gc'] })
  const whileIdle = clients.map(name => `${name} gone`)
  const lines = [...whileIdle, 'idle sockets true', 'parent-of-http gone']
  assert.deepEqual(stdout.trimEnd().split('\n'), lines)
})
