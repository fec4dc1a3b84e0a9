import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { runOnTarget } from './both-ways.js'
import { fixture } from './repository.js'
import type { Expected } from './telemetry-check.js'
import { trustingOurCertificate } from './trusted-certificate.js'

const refused: Expected = {
  name: 'GET /refused',
  target: '127.0.0.1:2',
  data: 'http://127.0.0.1:2/refused',
  resultCode: 'ECONNREFUSED',
  success: false
}

// What test/process/fixtures/clients/each-call.cjs makes, with and without following redirects.
const calls = 7
const callsWithRedirect = calls + 1

const clients = {
  'node-http.cjs': calls,
  'fetch.mjs': callsWithRedirect,
  'axios.cjs': callsWithRedirect,
  'got.mjs': callsWithRedirect,
  'node-fetch.mjs': callsWithRedirect,
  'superagent.cjs': callsWithRedirect
}

for (const [name, count] of Object.entries(clients)) {
  test(`${name} works as without the agent, and each of its exchanges is one dependency`, async t => {
    const { traced } = await runClient(t, name, [], [refused])
    assert.equal(traced.exchanges.length, count)
  })
}

test('got gets one dependency for each attempt of a call that it retries (L16)', async t => {
  const { traced } = await runClient(t, 'got-retry.mjs')
  assert.equal(traced.exchanges.length, 3)
})

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
// undici 8 asks for Node 22.19.
const undicis = ['undici5', 'undici6', 'undici', 'undici8'].filter(
  name => name !== 'undici8' || major > 22 || (major === 22 && minor >= 19)
)

for (const name of undicis) {
  test(`fetch and request of ${name} give one dependency for each exchange (U01-02)`, async t => {
    const { traced } = await runClient(t, 'undici.cjs', [name], [refused, refused])
    assert.equal(traced.exchanges.length, callsWithRedirect + calls)
  })

  test(`stream, pipeline and upgrade of ${name} give one dependency each, a tunnel none (U02, U16)`, async t => {
    const { traced } = await runClient(t, 'undici-apis.cjs', [name])
    assert.equal(traced.exchanges.length, 5)
  })
}

function runClient(
  t: TestContext,
  name: string,
  args: readonly string[] = [],
  unanswered: readonly Expected[] = []
) {
  const env = trustingOurCertificate(t)
  const file = fixture(`clients/${name}`)
  const makeProgram = ({ http, https }: { http: string; https: string }) => {
    return { file, env, args: [http, https, ...args] }
  }
  return runOnTarget(t, makeProgram, {
    unanswered,
    isUntraced: ({ method }) => method === 'CONNECT'
  })
}
