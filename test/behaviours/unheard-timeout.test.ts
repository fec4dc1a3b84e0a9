import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withAgent } from '../process/preload.js'
import { runProgram } from '../process/run-program.js'
import { startTarget } from '../process/target-server.js'
import { fixture } from './fixture.js'

test('a time-out that nobody listens for makes no failure of a call given up, or under way at the end (E04-08)', async t => {
  const target = await startTarget(t)
  const program = { file: fixture('unheard-timeout.cjs'), args: [target.http] }
  const { stderr, code } = await runProgram(
    withAgent(program, { OUTSPAN_EXPORTER: 'console-json' })
  )
  const spans = stderr
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  const ends = spans.map(({ status, attributes }) => [
    status,
    attributes['error.type'],
    attributes['outspan.cancelled'],
    attributes['outspan.incomplete']
  ])
  assert.equal(code, 0)
  assert.deepEqual(ends, [
    ['unset', undefined, true, undefined],
    ['unset', undefined, true, true]
  ])
})
