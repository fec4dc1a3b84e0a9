import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runServing, summarize } from './serving.js'

const ends = [
  'GET /ok: 200 true',
  'GET /not-found: 404 false',
  'GET /failed: 500 false 500',
  'HEAD /head-only: 200 true',
  'GET /no-content: 204 true',
  'GET /own-stream: 200 true',
  'GET /no-stream: 200 true',
  'GET /destroyed: 0 false ECONNABORTED',
  'GET /destroyed-by-error: 0 false TypeError',
  'GET /destroyed-as-aborted: 0 false ECONNRESET',
  'GET /request-destroyed: 0 false ECONNABORTED',
  'GET /cut-by-error: 200 false TypeError',
  'GET /cut: 200 false ECONNABORTED',
  'GET /events: 200 true client gone',
  'GET /never: 0 false ECONNRESET client gone',
  'POST /never: 0 false ECONNRESET client gone',
  'GET /late: 0 false ECONNRESET client gone',
  'GET /throws: 0 false ECONNRESET client gone',
  'POST /body: 408 false ERR_HTTP_REQUEST_TIMEOUT',
  'PUT /body: 400 false HPE_INVALID_CHUNK_SIZE',
  'PATCH /body: 0 false HPE_INVALID_CHUNK_SIZE',
  'DELETE /body: 0 false ECONNRESET client gone',
  'PUT /never: 0 false ECONNRESET client gone',
  'PUT /ok: 0 false ECONNRESET client gone'
]

test('every end of an exchange is recorded as what it was, and the program cannot tell', async t => {
  const { requests, dependencies } = await runServing(t, 'ends.cjs')
  assert.deepEqual(dependencies, [])
  // Two that end with their connection end in no certain order.
  assert.deepEqual(requests.map(summarize).sort(), ends.toSorted())
})
