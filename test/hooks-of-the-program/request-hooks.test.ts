import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertOneSpanEach, assertUntraced, runTracedFromCode } from './traced-from-code.js'

const fixture = 'hears-of-requests.cjs'

test('onRequest and onResponse set attributes from what they are told of each call (E14)', async t => {
  const { outcome, exchanges, dependencies } = await runTracedFromCode(
    t,
    fixture,
    'sets attributes'
  )
  assert.equal(outcome.stderr, '')
  assertOneSpanEach(exchanges, dependencies)
  for (const { method, url, origin, status, headers } of exchanges) {
    const { properties } = dependencies.find(({ name }) => name === `${method} ${url}`) ?? {}
    const { port } = new URL(origin)
    assert.equal(properties?.['asked'], `${method} ${origin}${url} 127.0.0.1 ${port} object`)
    assert.equal(properties?.['answered'], `${status} ${`${method} ${url}`.length} object`)
    assert.ok(headers.length > 0)
  }
})

const lines = {
  throws: [/onRequest threw and was ignored: Error: thrown/, /onResponse threw and was ignored/],
  rejects: [/onRequest returned a promise/, /onResponse returned a promise/]
}

for (const [mistake, expected] of Object.entries(lines)) {
  test(`onRequest and onResponse, when each ${mistake}, are logged once, and every call is traced (E14)`, async t => {
    const { outcome, exchanges, dependencies } = await runTracedFromCode(t, fixture, mistake)
    const said = outcome.stderr.split('\n').filter(line => line.startsWith('outspan:'))
    assert.equal(said.length, expected.length)
    for (const [index, pattern] of expected.entries()) assert.match(said[index] ?? '', pattern)
    assert.doesNotMatch(outcome.stdout, /unhandled/)
    assertOneSpanEach(exchanges, dependencies)
    for (const { resultCode, success } of dependencies) {
      assert.deepEqual([resultCode, success], ['200', true])
    }
  })
}

test('a span that onRequest ends is sent once, and what comes later is not added to it (E14)', async t => {
  const { outcome, exchanges, dependencies } = await runTracedFromCode(t, fixture, 'ends the span')
  assert.equal(outcome.stderr, '')
  assertOneSpanEach(exchanges, dependencies)
  for (const { properties } of dependencies) assert.equal(properties['too'], undefined)
})

test('what the hooks call themselves is not traced, and does not call them again (E14)', async t => {
  const { outcome, exchanges, dependencies } = await runTracedFromCode(t, fixture, 'calls by http')
  assert.equal(outcome.stderr, '')
  assertUntraced(exchanges, dependencies, '/own')
  const others = exchanges.filter(({ url }) => !url.startsWith('/own'))
  assert.equal(exchanges.length, 3 * others.length)
  assertOneSpanEach(others, dependencies)
})
