import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type BothWaysOptions, runOnTarget, runUnchecked } from '../process/both-ways.js'
import { assertSameOutcome } from '../process/same-behaviour.js'
import { startTarget } from '../process/target-server.js'
import { fixture } from './fixture.js'

const other = 'virtual.test:8443'
// The first two are of the host that is called, and the last one begins as it does.
const misleading = ['127.0.0.1:8443', '127.0.0.1', other, '127.0.0.1.test']

for (const host of misleading) {
  test(`name, URL and target come from the real peer and not from the Host header ${host}, which can be kept (N10)`, async t => {
    const settings = { OUTSPAN_CAPTURE_REQUEST_HEADERS: 'host' }
    const { dependencies } = await run(t, host, { settings })
    assert.equal(dependencies.length, 5)
    for (const { properties, name } of dependencies) {
      assert.equal(properties['http.request.header.host'], JSON.stringify([host]), name)
    }
  })
}

test('a Host header of somebody else neither hides a call nor shows it (N10, B01)', async t => {
  const hidden = await run(t, other, {
    settings: { OUTSPAN_BLACKLIST_HOSTNAMES: '127.0.0.1' },
    isUntraced: () => true
  })
  assert.equal(hidden.dependencies.length, 0)
  const settings = { OUTSPAN_BLACKLIST_HOSTNAMES: 'virtual.test' }
  const shown = await run(t, other, { settings })
  assert.equal(shown.dependencies.length, 5)
})

test('a Host header with another port neither hides a call nor shows it (N10, B03)', async t => {
  const target = await startTarget(t)
  const host = '127.0.0.1:8443'
  const program = { file: fixture('other-host-header.cjs'), args: [target.http, host] }
  const countSpans = async (listed: string) => {
    const settings = { OUTSPAN_BLACKLIST_HOSTNAMES: listed }
    const { bare, traced, standIn } = await runUnchecked(t, target, program, { settings })
    assertSameOutcome(traced.outcome, bare.outcome)
    return standIn.envelopes.length
  }
  assert.equal(await countSpans(`127.0.0.1:${target.httpPort}`), 0)
  assert.equal(await countSpans(host), 5)
})

function run(t: TestContext, host: string, options: BothWaysOptions) {
  const file = fixture('other-host-header.cjs')
  return runOnTarget(t, ({ http }) => ({ file, args: [http, host] }), options)
}
