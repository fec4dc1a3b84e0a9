import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runServing } from './serving.js'

const settings = { OUTSPAN_MAX_QUEUE_SIZE: '20000' }

test('10,000 pipelined requests on kept-alive connections never run in the context of another (C05, C10)', async t => {
  const { stdout, requests, dependencies } = await runServing(t, 'many-pipelined.cjs', settings)
  assert.equal(stdout, 'answers 10000 mismatches 0 []\ncalls 100 in a wrong trace 0\n')
  const served = requests.filter(({ url }) => !url.endsWith('/called'))
  for (const { url, traceId, parentId, responseCode } of served) {
    const id = new URL(url).pathname.slice(1)
    const expected = [id.padStart(32, 'a'), id.padStart(16, 'b'), '200']
    assert.deepEqual([traceId, parentId, responseCode], expected)
  }
  assert.equal(new Set(served.map(({ url }) => url)).size, 10_000)
  assert.equal(served.length, 10_000)
  const byId = new Map(served.map(({ id, traceId }) => [id, traceId]))
  for (const { parentId = '', traceId } of dependencies) assert.equal(byId.get(parentId), traceId)
  assert.equal(dependencies.length, 100)
})
