import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer } from '../../../../src/export/azure/transport/answer-reader.js'
import { Redirects } from '../../../../src/export/azure/transport/redirects.js'
import { fc } from '../../../generated-input.js'

const home = 'https://westeurope-5.in.applicationinsights.azure.com'
const other = 'https://westus-0.in.applicationinsights.azure.com'
const hour = 3_600_000

function answer(location: string | undefined, cacheControl?: string): Answer {
  const rest = { retryAfter: undefined, date: undefined, body: '' }
  return { kind: 'answer', status: 308, location, cacheControl, ...rest }
}

function follow(from: string, location: string | undefined): string {
  return new Redirects(from).follow(from, answer(location), 0)
}

const followed: readonly (readonly [from: string, location: string, to: string])[] = [
  [home, `${other}/v2.1/track`, other],
  [home, `${other}:8443/other/path?and=query#x`, `${other}:8443`],
  [home, other.toUpperCase(), other],
  [
    home,
    'https://user:password@dc.services.visualstudio.com',
    'https://dc.services.visualstudio.com'
  ],
  [home, 'https://a.monitor.azure.com/', 'https://a.monitor.azure.com'],
  ['https://dc.services.visualstudio.com', `${home}/v2.1/track`, home],
  [
    'https://a.applicationinsights.azure.us',
    'https://b.monitor.azure.us',
    'https://b.monitor.azure.us'
  ],
  [
    'https://a.monitor.azure.cn',
    'https://b.applicationinsights.azure.cn',
    'https://b.applicationinsights.azure.cn'
  ],
  ['https://own.test', 'https://own.test:8443/x', 'https://own.test:8443'],
  ['http://127.0.0.1:8080', 'https://127.0.0.1/', 'https://127.0.0.1']
]
for (const [from, location, to] of followed) {
  test(`from ${from}, a redirect to ${location} leads to ${to}`, () => {
    assert.equal(follow(from, location), to)
  })
}

const refused: readonly (readonly [from: string, location: string | undefined])[] = [
  [home, undefined],
  [home, ''],
  [home, '/v2.1/track'],
  [home, '//westus-0.in.applicationinsights.azure.com/v2.1/track'],
  [home, 'westus-0.in.applicationinsights.azure.com'],
  [home, 'https://'],
  [home, 'http://westus-0.in.applicationinsights.azure.com'],
  [home, home.replace('https', 'http')],
  [home, 'file:///etc/passwd'],
  [home, 'https://evil.test'],
  [home, 'https://evil.test/.applicationinsights.azure.com'],
  [home, 'https://a.applicationinsights.azure.com@evil.test/'],
  [home, 'https://a.applicationinsights.azure.com.evil.test'],
  [home, 'https://evilapplicationinsights.azure.com'],
  [home, 'https://applicationinsights.azure.com'],
  [home, 'https://a.applicationinsights.azure.com.'],
  [home, 'https://a.applicationinsights.azure.us'],
  [home, 'https://a.monitor.azure.cn'],
  [home, 'https://127.0.0.1'],
  ['https://a.monitor.azure.us', home],
  ['https://own.test', home],
  ['https://own.test', 'https://sub.own.test'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8081']
]
for (const [from, location] of refused) {
  test(`from ${from}, a redirect to ${location} is refused`, () => {
    assert.throws(() => follow(from, location), /^Error: it redirects/)
  })
}

test('whatever the Location: it is refused, or an https origin of the same cloud', () => {
  const hosts = fc.constantFrom('a.monitor.azure.com', 'a.monitor.azure.com.', 'evil.test')
  const between = fc.constantFrom('', '@', ':', '/', '\\', '.', '%2e', '#', '?', '\t')
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl(),
    fc.array(fc.oneof(hosts, between)).map(parts => `https://${parts.join('')}`)
  )
  fc.assert(
    fc.property(text, location => {
      let to: string
      try {
        to = follow(home, location)
      } catch (error) {
        assert.match(String(error), /^Error: it redirects/)
        return
      }
      assert.equal(new URL(to).origin, to)
      assert.match(
        to,
        /^https:\/\/[^/@]+\.(monitor\.azure|services\.visualstudio|applicationinsights\.azure)\.com(:\d+)?$/
      )
    })
  )
})

const ages: readonly (readonly [cacheControl: string | undefined, age: number])[] = [
  [undefined, 12 * hour],
  ['', 12 * hour],
  ['no-store', 12 * hour],
  ['max-age=', 12 * hour],
  ['max-age=-1', 12 * hour],
  ['s-maxage=5', 12 * hour],
  ['max-age=3600', hour],
  ['public, Max-Age=3600', hour],
  ['public,max-age="3600",x', hour],
  ['max-age=0', 0],
  [`max-age=${'9'.repeat(400)}`, 2 ** 31 * 1000]
]
for (const [cacheControl, age] of ages) {
  test(`Cache-Control ${cacheControl?.slice(0, 40)} is remembered for ${age} ms`, () => {
    const redirects = new Redirects(home)
    assert.equal(redirects.origin(0), home)
    redirects.follow(home, answer(other, cacheControl), 100)
    if (age > 0) assert.equal(redirects.origin(100 + age - 1), other)
    assert.equal(redirects.origin(100 + age), home)
  })
}

test('what is refused is not remembered, and what is forgotten neither', () => {
  const redirects = new Redirects(home)
  assert.throws(() => redirects.follow(home, answer('https://evil.test'), 0))
  assert.equal(redirects.origin(0), home)
  redirects.follow(home, answer(other), 0)
  assert.equal(redirects.origin(1), other)
  redirects.forget()
  assert.equal(redirects.origin(1), home)
})
