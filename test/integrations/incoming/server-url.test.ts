import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeUrl } from '../../../src/integrations/incoming/server-url.js'
import { Redaction } from '../../../src/trace/redaction.js'

function describe(target: string, host: string | undefined) {
  const origin = { address: undefined, isEncrypted: false, forwarded: undefined }
  const url = describeUrl('GET', target, host, origin, new Redaction())
  return [url['server.address'], url['server.port'], url['url.path'], url['url.query']]
}

const hosts = {
  'Shop.test': ['shop.test', 80],
  'shop_1.test:65535': ['shop_1.test', 65_535],
  '[::1]:8080': ['[::1]', 8080],
  'shop.test:65536': [undefined, undefined],
  '../../x?y#z': [undefined, undefined],
  'user:secret@shop.test': [undefined, undefined],
  'a b<script>': [undefined, undefined],
  '[::1': [undefined, undefined],
  '\u00ff.test': [undefined, undefined]
}

for (const [header, expected] of Object.entries(hosts)) {
  test(`the Host header ${JSON.stringify(header)} says ${expected}, and nothing of the path`, () => {
    assert.deepEqual(describe('/users', header), [...expected, '/users', undefined])
  })
}

test('a host that is longer than a name can be leaves the path its place in the URL', () => {
  const longest = 'a'.repeat(255)
  assert.deepEqual(describe('/users', longest), [longest, 80, '/users', undefined])
  assert.deepEqual(describe('/users', `${longest}a`), [undefined, undefined, '/users', undefined])
})

test('a target without a path makes no other host and no wrong URL', () => {
  assert.deepEqual(describe('*', 'shop.test'), ['shop.test', 80, '', undefined])
  assert.deepEqual(describe('http://[', 'shop.test'), [undefined, undefined, 'http://[', undefined])
  const absolute = describe('http://other.test/users?page=1', 'shop.test')
  assert.deepEqual(absolute, ['other.test', 80, '/users', 'page=1'])
})
