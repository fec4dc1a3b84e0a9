import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runOnTarget } from '../process/both-ways.js'
import { fixture } from './fixture.js'

test('name, URL and target come from the real peer and not from the Host header, which can be kept (N10)', async t => {
  const settings = { OUTSPAN_CAPTURE_REQUEST_HEADERS: 'host' }
  const { dependencies } = await runOnTarget(
    t,
    ({ http }) => ({ file: fixture('other-host-header.cjs'), args: [http] }),
    { settings }
  )
  assert.equal(dependencies.length, 5)
  for (const { properties, name } of dependencies) {
    assert.equal(properties['http.request.header.host'], '["virtual.test:8443"]', name)
  }
})

test('a Host header of somebody else neither hides a call nor shows it (N10, B01)', async t => {
  const hidden = await runOnTarget(
    t,
    ({ http }) => ({ file: fixture('other-host-header.cjs'), args: [http] }),
    { settings: { OUTSPAN_BLACKLIST_HOSTNAMES: '127.0.0.1' }, isUntraced: () => true }
  )
  assert.equal(hidden.dependencies.length, 0)
  const shown = await runOnTarget(
    t,
    ({ http }) => ({ file: fixture('other-host-header.cjs'), args: [http] }),
    { settings: { OUTSPAN_BLACKLIST_HOSTNAMES: 'virtual.test' } }
  )
  assert.equal(shown.dependencies.length, 5)
})
