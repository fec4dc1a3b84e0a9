import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calledHostOf } from '../../../../src/export/azure/envelope/http-attributes.js'

function hostOf(scheme: string, address: string, port: number | string): string {
  return calledHostOf({
    'url.full': `${scheme}://example.com/`,
    'server.address': address,
    'server.port': port
  })
}

test('a host has the port of its own call, whatever was called at that address before', () => {
  for (const _ of ['first', 'again']) {
    assert.equal(hostOf('http', 'Example.com', 80), 'example.com')
    assert.equal(hostOf('https', 'Example.com', 80), 'example.com:80')
    assert.equal(hostOf('https', 'Example.com', 443), 'example.com')
    assert.equal(hostOf('https', 'Example.com', '443'), 'example.com')
    assert.equal(hostOf('http', 'Example.com', 443), 'example.com:443')
    assert.equal(hostOf('http', '::1', 8080), '[::1]:8080')
  }
})

test('each of many hosts has its own text, also one that is longer than a name can be', () => {
  for (const _ of ['first', 'again']) {
    for (let i = 0; i < 2_500; i++) {
      assert.equal(hostOf('http', `h${i}.test`, 8080), `h${i}.test:8080`)
    }
  }
  for (const length of [253, 254]) {
    const address = 'a'.repeat(length)
    assert.equal(hostOf('http', address, 8080), `${address}:8080`)
    assert.equal(hostOf('http', address, 8081), `${address}:8081`)
  }
})
