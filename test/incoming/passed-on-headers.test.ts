import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runServing } from './serving.js'

test('the headers of a request go on with a call as without the agent, but for the span in their traceparent', async t => {
  const { stdout, requests, dependencies } = await runServing(t, 'passes-headers-on.cjs')
  const sent = stdout.match(/^traceparent: 00-12345678901234567890123456789012-…-01\r$/gm)
  assert.equal(sent?.length, 2)
  assert.deepEqual([requests.length, dependencies.length], [2, 2])
})
