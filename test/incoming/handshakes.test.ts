import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runServing, summarize } from './serving.js'

test('an upgrade and a CONNECT end with the head that the program writes to the socket (L11-13)', async t => {
  const { requests } = await runServing(t, 'handshakes.cjs')
  assert.deepEqual(requests.map(summarize), [
    'GET /accepted: 101 true',
    'GET /later: 101 true',
    'GET /refused: 401 false',
    'GET /corked: 101 true',
    'GET /destroyed: 0 false ECONNABORTED',
    'GET /left: 0 false ECONNRESET client gone',
    'CONNECT /: 200 true'
  ])
})
