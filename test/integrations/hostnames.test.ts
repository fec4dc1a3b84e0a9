import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { ConfigurationError } from '../../src/diagnostics/errors.js'
import { type BlacklistEntry, HostnameBlacklist } from '../../src/integrations/hostnames.js'
import { fc } from '../generated-input.js'

interface Row {
  readonly entry: BlacklistEntry
  readonly host: string
  readonly port: number | undefined
  readonly hit: boolean
}

const rows: readonly Row[] = [
  { entry: 'api.test', host: 'api.test', port: 80, hit: true },
  { entry: 'api.test', host: 'api.test', port: 65_535, hit: true },
  { entry: 'api.test', host: 'api.test.', port: 80, hit: true },
  { entry: 'API.Test.', host: 'api.test', port: 80, hit: true },
  { entry: 'api.test', host: 'xapi.test', port: 80, hit: false },
  { entry: 'api.test', host: 'api.test.evil', port: 80, hit: false },
  { entry: 'api.test:8080', host: 'api.test', port: 8080, hit: true },
  { entry: 'api.test:8080', host: 'api.test', port: 8081, hit: false },
  { entry: 'api.test:8080', host: 'api.test', port: undefined, hit: true },
  { entry: 'api.test:443', host: 'api.test', port: 443, hit: true },
  { entry: 'api.test:443', host: 'api.test', port: 80, hit: false },
  { entry: '*.example.com', host: 'a.example.com', port: 80, hit: true },
  { entry: '*.example.com', host: 'a.b.example.com', port: 80, hit: true },
  { entry: '*.example.com', host: 'example.com', port: 80, hit: false },
  { entry: '*.example.com', host: 'aexample.com', port: 80, hit: false },
  { entry: '*.example.com', host: 'a.examplescom', port: 80, hit: false },
  { entry: '*.example.com', host: 'a.example.com.evil.test', port: 80, hit: false },
  { entry: 'münchen.test', host: 'xn--mnchen-3ya.test', port: 80, hit: true },
  { entry: 'xn--mnchen-3ya.test', host: 'MÜNCHEN.test', port: 80, hit: true },
  { entry: '::1', host: '[::1]', port: 80, hit: true },
  { entry: '[::1]', host: '::1', port: 80, hit: true },
  { entry: '[::1]:8080', host: '::1', port: 8080, hit: true },
  { entry: '[::1]:8080', host: '::1', port: 80, hit: false },
  { entry: '0:0:0:0:0:0:0:1', host: '::1', port: 80, hit: true },
  { entry: '/^api-\\d+$/', host: 'api-7', port: 80, hit: true },
  { entry: '/^api-\\d+$/', host: 'api-7b', port: 80, hit: false },
  { entry: '/API/i', host: 'my.api', port: 80, hit: true },
  { entry: /:9200$/, host: 'anything', port: 9200, hit: true },
  { entry: /:9200$/, host: 'anything', port: 9201, hit: false }
]

for (const { entry, host, port, hit } of rows) {
  test(`B02-06 ${entry} ${hit ? 'hits' : 'does not hit'} ${host}, port ${port}`, () => {
    const hits = entry instanceof RegExp ? String(entry) : entry
    assert.equal(new HostnameBlacklist([entry]).findHost(host, port), hit ? hits : undefined)
  })
}

test('B07 a regular expression with g or y hits every time', () => {
  const list = new HostnameBlacklist([/api/g, /^db/y, '/web/gy'])
  for (const host of ['api', 'db', 'web']) {
    for (let i = 0; i < 4; i++) assert.ok(list.findHost(host, 80), `${host}, time ${i}`)
  }
})

test('a regular expression of another realm is one', () => {
  const pattern = runInNewContext('/^api$/')
  assert.equal(new HostnameBlacklist([pattern]).findHost('api', 80), '/^api$/')
})

test('B13 a unix socket is listed by its path, with or without unix:', () => {
  const list = new HostnameBlacklist(['/var/run/docker.sock', 'unix:/run/my/sum'])
  assert.equal(list.findSocket('/var/run/docker.sock'), '/var/run/docker.sock')
  assert.equal(list.findSocket('/run/my/sum'), 'unix:/run/my/sum')
  assert.equal(list.findSocket('/var/run/other.sock'), undefined)
  assert.equal(list.findHost('localhost', 80), undefined)
})

const mistakes: readonly unknown[] = [
  7,
  null,
  undefined,
  {},
  '',
  '  ',
  'https://api.test',
  'api.test/path',
  'a*.test',
  '*.',
  'api.test:abc',
  'user@host',
  '/(/',
  'api.test:'
]
for (const entry of mistakes) {
  test(`the entry ${JSON.stringify(entry)} is refused, and the message shows it and what is allowed`, () => {
    assert.throws(
      () => new HostnameBlacklist([entry as string]),
      (error: unknown) =>
        error instanceof ConfigurationError &&
        error.code === 'ERR_BLACKLIST_ENTRY' &&
        error.message.startsWith('blacklistHostnames (from code): ') &&
        error.message.includes('*.suffix')
    )
  })
}

test('any host can be listed by its own name, and any other is not hit by it', () => {
  const label = fc.stringMatching(/^[a-z\d](?:[a-z\d-]{0,10}[a-z\d])?$/)
  const name = fc
    .array(label, { minLength: 1, maxLength: 4 })
    .map(parts => `${parts.join('.')}.test`)
  fc.assert(
    fc.property(name, name, fc.integer({ min: 1, max: 65_535 }), (listed, other, port) => {
      const list = new HostnameBlacklist([listed])
      assert.equal(list.findHost(listed.toUpperCase(), port), listed)
      assert.equal(list.findHost(other, port), other === listed ? listed : undefined)
    })
  )
})
