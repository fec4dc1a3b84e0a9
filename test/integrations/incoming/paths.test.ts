import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigurationError } from '../../../src/diagnostics/errors.js'
import { type BlacklistPath, PathBlacklist } from '../../../src/integrations/incoming/paths.js'
import { fc } from '../../generated-input.js'

/** By entry: targets that are listed, and targets that are not. */
const rules: readonly [id: string, entry: BlacklistPath, hits: string[], misses: string[]][] = [
  [
    'B14 a path stands for itself and all below it, up to the border of a segment',
    '/health',
    [
      '/health',
      '/health/',
      '/health/x/y',
      '/health?x',
      '/health#x',
      '/health/x?a=/b',
      '/health?/x'
    ],
    ['/healthz', '/healthz/x', '/', '', '/Health', '/a/health', '//health', '/healt', '/health;x']
  ],
  ['B14 as is without slash', 'health', ['/health', '/health/x'], ['/healthz', '/a/health']],
  ['B14 as is with a slash at the end', '/health/', ['/health', '/health/x'], ['/healthz']],
  ['B14 several segments', 'api/v1', ['/api/v1', '/api/v1/x'], ['/api', '/api/v10', '/api/v']],
  ['B14 of App Engine, as in OpenCensus', '_ah/health', ['/_ah/health'], ['/_ah']],
  ['B15 a slash alone is the root alone', '/', ['/', '/?x', '/#x'], ['/x', '/x/', '//', '', '*']],
  [
    'B16 a URL counts for its host',
    'https://shop.test/health',
    ['/health', '/health/x?y', 'http://shop.test/health', 'https://SHOP.test:443/health/x'],
    ['/healthz', 'http://other.test/health']
  ],
  [
    'B16 a target may be a URL',
    '/health',
    ['http://any.test/health?x'],
    ['http://any.test/x/health']
  ],
  ['characters are as clients send them', '/ä b', ['/%C3%A4%20b'], ['/a']],
  ['a RegExp is asked about the path', /^\/_|\.ico$/, ['/_x', '/a.ico?x'], ['/a_', '/a?x=.ico']],
  ['a RegExp with g and y has no memory', /health/gy, ['health'], ['/x']]
]

for (const [id, entry, hits, misses] of rules) {
  test(`${id}: ${entry}`, () => {
    const list = new PathBlacklist([entry])
    for (const target of [...hits, ...hits]) {
      const found = list.find(target, 'shop.test')
      assert.equal(found, String(entry).replace(/\/[gy]+$/, '/'), target)
    }
    for (const target of misses) assert.equal(list.find(target, 'shop.test'), undefined, target)
  })
}

test('B16 a URL does not count for another host, or for a request that names none', () => {
  const list = new PathBlacklist(['http://shop.test:81/health'])
  assert.ok(list.find('/health', 'shop.test:81'))
  for (const host of ['shop.test', 'other.test:81', undefined]) {
    assert.equal(list.find('/health', host), undefined, host)
  }
})

for (const entry of ['', ' ', '/a?b', '/a#b', 'http://', 7, null, undefined, {}]) {
  test(`${JSON.stringify(entry)} is refused as an entry for paths`, () => {
    assert.throws(
      () => new PathBlacklist(['/a', entry as string]),
      (error: unknown) => {
        assert.ok(error instanceof ConfigurationError)
        assert.deepEqual([error.code, error.setting], ['ERR_BLACKLIST_ENTRY', 'blacklistPaths'])
        assert.match(error.message, /is no entry for paths; allowed are/)
        return true
      }
    )
  })
}

test('any entry of segments lists itself and what is below, and no sibling', () => {
  const segments = fc.array(fc.stringMatching(/^[a-z\d]{1,5}$/), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(segments, fc.webQueryParameters(), (parts, query) => {
      const path = `/${parts.join('/')}`
      const list = new PathBlacklist([path])
      assert.ok(list.find(`${path}?${query}`, undefined))
      assert.ok(list.find(`${path}/x?${query}`, undefined))
      assert.equal(list.find(`${path}x?${query}`, undefined), undefined)
    })
  )
})

test('reading throws on no target', () => {
  const list = new PathBlacklist(['/a', 'http://b/c', /d/])
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (target, host) => {
      list.find(target, host)
    })
  )
})
