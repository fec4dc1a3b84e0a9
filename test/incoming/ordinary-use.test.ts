import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { sendingTo, withAgent } from '../process/preload.js'
import { repository } from '../process/repository.js'
import { runProgram } from '../process/run-program.js'
import { readStoredText } from '../process/stored-text.js'
import { createTemporaryFolder } from '../process/temporary-folder.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { runServing, summarize } from './serving.js'

test('a handler that throws ends the process as without the agent, and its request is told of', async t => {
  const folder = createTemporaryFolder(t)
  const settings = { OUTSPAN_STORAGE_DIRECTORY: folder }
  const { stdout } = await runServing(t, 'crashes.cjs', settings)
  assert.equal(stdout, 'exit 1\n')
  assert.match(readStoredText(folder), /"name":"GET \/crash",.*"outspan.incomplete":"true"/)
})

test('large bodies, event streams, early hints and kept-alive connections are as without the agent', async t => {
  const { requests } = await runServing(t, 'streams.cjs', { OUTSPAN_INTEGRATIONS: 'http-server' })
  assert.deepEqual(requests.map(summarize), [
    'GET /down: 200 true',
    'HEAD /hints: 200 true',
    'POST /echo: 200 true',
    'PUT /iterated: 200 true',
    'GET /events: 200 true',
    'GET /hints: 200 true',
    'POST /unread: 200 true',
    'GET /events: 200 true'
  ])
  for (const { name, duration } of requests) {
    // Five pauses of 5 ms; timers may be up to 1 ms early each.
    if (name === 'GET /events') assert.ok(duration >= 20, `${name} took ${duration}`)
  }
})

test('served requests leave nothing behind on idle connections (L22-23, C09)', async t => {
  const nodeArgs = ['--expose-gc', '--no-warnings']
  const { stdout, requests } = await runServing(t, 'leaves-nothing.cjs', {}, { nodeArgs })
  assert.match(stdout, /^left 0 0$/m)
  assert.equal(requests.length, 2_000)
})

test('an idle connection holds no span of what was served on it (C09)', async t => {
  const standIn = await startStandIn(t)
  const file = join(repository, 'test', 'incoming', 'fixtures', 'idle-connections.cjs')
  const program = { file, nodeArgs: ['--expose-gc', '--no-warnings'] }
  const { stdout } = await runProgram(withAgent(program, sendingTo(standIn)))
  assert.equal(standIn.envelopes.length, 20)
  const [, idle, closed] = /^idle (\d+)\nclosed (\d+)\n$/.exec(stdout) ?? []
  // One or two may be found in what V8 has not cleared yet; it was one for each of 20 connections.
  assert.ok(Number(idle) - Number(closed) < 5, stdout)
})
