import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findProxies } from '../../../../src/export/azure/transport/proxies.js'
import { fc } from '../../../generated-input.js'

const a = 'http://a.test:3128'
const b = 'https://user:password@b.test'

const found: readonly (readonly [
  environment: Readonly<Record<string, string>>,
  proxies: readonly [http: string, https: string] | undefined
])[] = [
  [{}, undefined],
  [{ HTTPS_PROXY: '', http_proxy: ' ' }, undefined],
  [{ NO_PROXY: '*', ALL_PROXY: a }, undefined],
  [{ HTTPS_PROXY: a }, ['', a]],
  [{ https_proxy: a }, ['', a]],
  [{ https_proxy: a, HTTPS_PROXY: b }, ['', a]],
  [{ https_proxy: '', HTTPS_PROXY: b }, undefined],
  [{ HTTP_PROXY: a }, [a, a]],
  [{ http_proxy: a, HTTPS_PROXY: b }, [a, b]],
  [{ HTTPS_PROXY: 'a.test:3128' }, ['', a]],
  [{ HTTPS_PROXY: ` ${b} ` }, ['', b]],
  [{ HTTPS_PROXY: 'HTTP://a.test' }, ['', 'HTTP://a.test']]
]
for (const [environment, proxies] of found) {
  test(`${JSON.stringify(environment)} names the proxies ${JSON.stringify(proxies)}`, () => {
    const [httpProxy, httpsProxy] = proxies ?? []
    assert.deepEqual(findProxies(environment), proxies && { httpProxy, httpsProxy })
  })
}

for (const value of ['socks5://a.test', 'ftp://a.test', 'http://', 'a b', 'http://a:secret@:1']) {
  test(`the proxy ${value} is an error that names the variable, and not its value`, () => {
    assert.throws(() => findProxies({ https_proxy: value }), {
      message: 'HTTPS_PROXY is no http or https URL of a proxy'
    })
  })
}

test('whatever is set: it is an error of ours, or URLs that undici takes', () => {
  const texts = fc.option(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl()), { nil: undefined })
  fc.assert(
    fc.property(fc.record({ http_proxy: texts, HTTPS_PROXY: texts }), environment => {
      try {
        const { httpProxy = '', httpsProxy = '' } = findProxies(environment) ?? {}
        for (const url of [httpProxy, httpsProxy]) assert.ok(url === '' || URL.canParse(url))
      } catch (error) {
        assert.match(String(error), /_PROXY is no http or https URL of a proxy$/)
      }
    })
  )
})
