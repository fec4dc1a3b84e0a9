import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRequestTarget } from '../../../src/integrations/outgoing/request-target.js'
import { fc } from '../../generated-input.js'

test('F13 absolute form through a proxy names the real target', () => {
  assert.deepEqual(readRequestTarget('GET', 'http://real.test:8080/a?b=1'), {
    protocol: 'http:',
    host: 'real.test',
    port: '8080',
    path: '/a?b=1'
  })
  assert.equal(readRequestTarget('GET', 'https://real.test')?.port, '443')
  assert.equal(readRequestTarget('GET', 'HTTP://real.test')?.port, '80')
})

test('F13 credentials and fragment of an absolute form are left out', () => {
  const target = readRequestTarget('GET', 'http://user:secret@real.test/a#secret')
  assert.equal(JSON.stringify(target).includes('secret'), false)
})

test('F13 CONNECT names host and port, IPv6 too', () => {
  const target = readRequestTarget('CONNECT', 'real.test:443')
  assert.deepEqual(target, { protocol: 'https:', host: 'real.test', port: '443', path: '/' })
  assert.equal(readRequestTarget('CONNECT', '[::1]:8080')?.host, '[::1]')
})

for (const [method, target] of [
  ['GET', '/path'],
  ['OPTIONS', '*'],
  ['GET', '?q=1'],
  ['GET', 'ftp://host/'],
  ['GET', 'http://'],
  ['CONNECT', '/path'],
  ['CONNECT', 'host'],
  ['CONNECT', 'host:port']
] as const) {
  test(`F13 ${method} ${target} names no host of its own`, () => {
    assert.equal(readRequestTarget(method, target), undefined)
  })
}

test('any text is read without an error', () => {
  fc.assert(
    fc.property(fc.constantFrom('GET', 'CONNECT'), fc.string(), (method, target) => {
      readRequestTarget(method, target)
    })
  )
})
