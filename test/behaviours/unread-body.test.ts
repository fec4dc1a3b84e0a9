import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { assertProgramUntouched } from '../process/agent-lines.js'
import { runBothWays } from '../process/both-ways.js'
import { withAgent } from '../process/preload.js'
import { runProgram } from '../process/run-program.js'
import { startTarget } from '../process/target-server.js'
import { fixture } from './fixture.js'

const clients = ['http', 'fetch', 'undici']

for (const client of clients) {
  test(`a small body of ${client} that is never read has arrived all the same when the process ends (L03, U13)`, async t => {
    const { dependencies } = await runToNaturalEnd(t, client, 'small')
    const [call, ...others] = dependencies
    assert.deepEqual(others, [])
    assert.equal(call?.properties['outspan.incomplete'], undefined)
    assert.equal(call?.properties['outspan.cancelled'], undefined)
  })

  test(`a small body of ${client} that is never read is a whole call at process.exit (L03, U13)`, async t => {
    const [span, ...others] = await runToExit(t, client, 'small')
    assert.deepEqual(others, [])
    assert.equal(span?.attributes['http.response.status_code'], 200)
    assert.equal(span?.attributes['outspan.incomplete'], undefined)
  })

  test(`a large body of ${client} that is never read is an incomplete call at process.exit (L03, U13)`, async t => {
    const [span, ...others] = await runToExit(t, client, 'large')
    assert.deepEqual(others, [])
    assert.equal(span?.attributes['http.response.status_code'], 200)
    assert.equal(span?.attributes['outspan.incomplete'], true)
    assert.notEqual(span?.status, 'error')
  })
}

// fetch keeps the process until the body is read, as without the agent.
for (const client of ['http', 'undici']) {
  test(`a large body of ${client} that is never read is an incomplete call at the natural end (L03, U13)`, async t => {
    const { dependencies } = await runToNaturalEnd(t, client, 'large')
    const [call, ...others] = dependencies
    assert.deepEqual(others, [])
    assert.deepEqual([call?.resultCode, call?.success], ['200', true])
    assert.equal(call?.properties['outspan.incomplete'], 'true')
  })
}

async function runToNaturalEnd(t: TestContext, client: string, size: string) {
  const target = await startTarget(t)
  const args = [target.http, client, size, 'natural']
  const runs = await runBothWays(t, target, { file: fixture('unread-body.cjs'), args })
  assert.match(runs.bare.outcome.stdout, /^200\nunread\nexit 0/)
  return runs
}

interface ShownSpan {
  readonly status: string
  readonly attributes: Readonly<Record<string, unknown>>
}

/** Only what is written and not sent can be had of a process that exits. */
async function runToExit(t: TestContext, client: string, size: string): Promise<ShownSpan[]> {
  const target = await startTarget(t)
  const program = { file: fixture('unread-body.cjs'), args: [target.http, client, size, 'exit'] }
  const bare = await runProgram(program)
  const traced = await runProgram(withAgent(program, { OUTSPAN_EXPORTER: 'console-json' }))
  assertProgramUntouched(traced, bare)
  assert.match(bare.stdout, /^200\nunread\nexit 0/)
  return traced.stderr
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
}
