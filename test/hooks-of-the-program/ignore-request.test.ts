import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertOneLine } from '../process/agent-lines.js'
import { assertOneSpanEach, assertUntraced, runTracedFromCode } from './traced-from-code.js'

const fixture = 'ignores-requests.cjs'
/** What the fixture calls with each client, twice. */
const clients = 9

test('a call for which ignoreRequest says true gets neither span nor header (B18)', async t => {
  const { outcome, exchanges, dependencies } = await runTracedFromCode(t, fixture, 'true for some')
  assert.equal(outcome.stderr, '')
  assertUntraced(exchanges, dependencies, '/ignored')
  const traced = exchanges.filter(({ url }) => url.startsWith('/hello'))
  assert.equal(traced.length, clients)
  assertOneSpanEach(traced, dependencies)
})

test('ignoreRequest is asked once for each call, with its method, whole URL, host and port (B18)', async t => {
  const { outcome, exchanges } = await runTracedFromCode(t, fixture, 'true for some')
  const asked = [...outcome.stdout.matchAll(/^asked (.*)$/gm)].map(([, text]) => text)
  const expected = exchanges.map(({ method, url, origin }) => {
    const { port } = new URL(origin)
    return `${method} ${origin}${url} 127.0.0.1 ${port} object`
  })
  assert.deepEqual(asked, expected)
})

for (const answer of ['no answer', 'an answer that is no boolean']) {
  test(`ignoreRequest that gives ${answer} ignores nothing and is not logged (B18)`, async t => {
    const { outcome, exchanges, dependencies } = await runTracedFromCode(t, fixture, answer)
    assert.equal(outcome.stderr, '')
    assert.equal(exchanges.length, 2 * clients)
    assertOneSpanEach(exchanges, dependencies)
  })
}

const mistakes = {
  throws: ['ignoreRequest threw', 'thrown by the hook'],
  'throws nothing': ['ignoreRequest threw', 'undefined'],
  rejects: ['ignoreRequest returned a promise', 'at once'],
  'resolves with true': ['ignoreRequest returned a promise', 'at once'],
  'is no function': ['ignoreRequest threw', 'not a function']
}

for (const [mistake, parts] of Object.entries(mistakes)) {
  test(`ignoreRequest that ${mistake} is logged once, and every call is traced (B18, E14)`, async t => {
    const { outcome, exchanges, dependencies } = await runTracedFromCode(t, fixture, mistake)
    // The stack of what was thrown is below our line.
    assertOneLine({ ...outcome, stderr: outcome.stderr.replace(/^ +at .*\n/gm, '') }, parts)
    assert.doesNotMatch(outcome.stdout, /unhandled/)
    assert.equal(exchanges.length, 2 * clients)
    assertOneSpanEach(exchanges, dependencies)
  })
}

const callsOfHook = { http: 1, undici: 1, fetch: 1, 'undici, to wait in a pool': 2 }

for (const [client, calls] of Object.entries(callsOfHook)) {
  test(`what ignoreRequest itself calls by ${client} is not traced, and does not ask it again (B18, E14)`, async t => {
    const run = await runTracedFromCode(t, fixture, `calls by ${client}`)
    const own = run.exchanges.filter(({ url }) => url.startsWith('/own'))
    assert.equal(own.length, calls * 2 * clients)
    assertUntraced(run.exchanges, run.dependencies, '/own')
    const others = run.exchanges.filter(exchange => !own.includes(exchange))
    assertOneSpanEach(others, run.dependencies)
  })
}
