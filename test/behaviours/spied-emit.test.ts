import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runTracing } from './traced-program.js'

test('a spy of sinon on a patched function goes on to work when the agent is turned off and on (P14)', async t => {
  const { stdout, dependencies, exchanges } = await runTracing(t, 'spied-emit.cjs')
  const lines = [
    '/hello/spied GET /hello/spied end true true',
    '/before/untraced GET /before/untraced end true true',
    'push true',
    '/hello/traced-again GET /hello/traced-again end true true',
    '/before/restored GET /before/restored end undefined undefined',
    '/hello/traced-at-last GET /hello/traced-at-last end undefined undefined'
  ]
  assert.deepEqual(stdout.trimEnd().split('\n'), lines)
  const traced = dependencies.map(({ name, resultCode }) => `${name} ${resultCode}`)
  const expected = ['spied', 'traced-again', 'traced-at-last']
  assert.deepEqual(
    traced.sort(),
    expected.map(name => `GET /hello/${name} 200`)
  )
  for (const exchange of exchanges) {
    const count = exchange.url.startsWith('/hello') ? 1 : 0
    assert.equal(exchange.all('traceparent').length, count, exchange.url)
  }
})
