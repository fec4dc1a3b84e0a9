import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertParents, runTracing } from './traced-program.js'

test('each of 200 spans at once has its own calls, though all go over two sockets (C05)', async t => {
  const { stdout, dependencies, exchanges } = await runTracing(t, 'shared-sockets.cjs')
  assert.equal(stdout, '2 sockets, 0 events in a span of another\n')
  assert.equal(dependencies.length, 200 + 3 * 200 + 1)
  assertParents(dependencies)
  const known = new Map(dependencies.map(dependency => [dependency.id, dependency]))
  for (const exchange of exchanges) {
    const [, traceId, id = ''] = exchange.all('traceparent').join().split('-')
    assert.equal(known.get(id)?.traceId, traceId)
    assert.equal(new URL(known.get(id)?.data ?? '').pathname, exchange.url)
  }
})
