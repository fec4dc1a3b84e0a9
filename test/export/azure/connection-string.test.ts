import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigurationError } from '../../../src/diagnostics/errors.js'
import { logger } from '../../../src/diagnostics/logger.js'
import {
  looksLikeGuid,
  parseConnectionString,
  parseInstrumentationKey
} from '../../../src/export/azure/connection-string.js'
import { fc } from '../../generated-input.js'

const key = '0f0f0f0f-1111-2222-3333-444444444444'
const withKey = `InstrumentationKey=${key}`
const global = 'https://dc.services.visualstudio.com'
const regional = 'https://westeurope-5.in.applicationinsights.azure.com'

const endpoints = {
  [withKey]: global,
  [`${withKey};`]: global,
  [`${withKey};IngestionEndpoint=${regional}/`]: regional,
  [`${withKey};IngestionEndpoint=${regional}/;`]: regional,
  [`;; ${withKey} ; ;IngestionEndpoint = ${regional} ;LiveEndpoint=x;`]: regional,
  [` \t${withKey};IngestionEndpoint=${regional}\n`]: regional,
  [`INSTRUMENTATIONKEY=${key};ingestionENDPOINT=${regional}`]: regional,
  [`IngestionEndpoint=${regional};${withKey}`]: regional,
  [`${withKey};IngestionEndpoint=${regional}///`]: regional,
  [`${withKey};IngestionEndpoint=https://proxy.test/a/b/`]: 'https://proxy.test/a/b',
  [`${withKey};IngestionEndpoint=https://proxy.test/a=b`]: 'https://proxy.test/a=b',
  [`${withKey};IngestionEndpoint=http://127.0.0.1:8080/`]: 'http://127.0.0.1:8080',
  [`${withKey};IngestionEndpoint=HTTPS://Proxy.TEST:443`]: 'https://proxy.test',
  [`${withKey};IngestionEndpoint=https://first.test;IngestionEndpoint=https://last.test`]:
    'https://last.test',
  [`InstrumentationKey=other;${withKey}`]: global,
  [`${withKey};Authorization=ikey;ApplicationId=${key};Unknown=1;=x`]: global,
  [`${withKey};EndpointSuffix=applicationinsights.us`]: 'https://dc.applicationinsights.us',
  [`${withKey};EndpointSuffix=applicationinsights.azure.cn;`]:
    'https://dc.applicationinsights.azure.cn',
  [`${withKey};EndpointSuffix=..applicationinsights.us`]: 'https://dc.applicationinsights.us',
  [`${withKey};EndpointSuffix=ai.test;Location=westus2`]: 'https://westus2.dc.ai.test',
  [`${withKey};EndpointSuffix=ai.test;Location=westus2..`]: 'https://westus2.dc.ai.test',
  [`${withKey};EndpointSuffix=ai.test;Location=`]: 'https://dc.ai.test',
  [`${withKey};Location=westus2`]: global,
  [`${withKey};Location=no letters!`]: global,
  [`${withKey};EndpointSuffix=ai.test;IngestionEndpoint=${regional}`]: regional
}
for (const [text, endpoint] of Object.entries(endpoints)) {
  test(`${JSON.stringify(text)} goes to ${endpoint}`, () => {
    const tokenScope = 'https://monitor.azure.com/.default'
    assert.deepEqual(parseConnectionString(text), { instrumentationKey: key, endpoint, tokenScope })
  })
}

const keys = {
  'an upper-case GUID': key.toUpperCase(),
  'a key that is no GUID': 'my-key-7',
  'a key of one character': 'k',
  'a key of 40 characters': 'k'.repeat(40)
}
for (const [what, instrumentationKey] of Object.entries(keys)) {
  test(`${what} is taken as it is`, () => {
    const text = `InstrumentationKey= ${instrumentationKey} `
    assert.equal(parseConnectionString(text).instrumentationKey, instrumentationKey)
    assert.deepEqual(parseInstrumentationKey(` ${instrumentationKey} `), {
      instrumentationKey,
      endpoint: global,
      tokenScope: 'https://monitor.azure.com/.default'
    })
  })
}

const scopes = {
  '': 'https://monitor.azure.com/.default',
  'https://monitor.azure.us': 'https://monitor.azure.us/.default',
  // Of two audiences that differ in a slash, each is its own.
  'https://monitor.azure.cn/': 'https://monitor.azure.cn//.default',
  'https://monitor.azure.us/.default': 'https://monitor.azure.us/.default',
  'api://0f0f0f0f': 'api://0f0f0f0f/.default'
}
for (const [audience, scope] of Object.entries(scopes)) {
  test(`AADAudience=${audience} makes the scope ${scope}`, () => {
    assert.equal(parseConnectionString(`${withKey};AADAudience=${audience}`).tokenScope, scope)
    assert.equal(parseConnectionString(`${withKey}; aadaudience = ${audience} `).tokenScope, scope)
  })
}

const authorizations = { ikey: 0, IKEY: 0, '': 0, AAD: 1, token: 1 }
for (const [value, warnings] of Object.entries(authorizations)) {
  test(`Authorization=${value} is taken, with ${warnings} warnings`, t => {
    const warn = t.mock.method(logger, 'warn', () => undefined)
    assert.equal(parseConnectionString(`${withKey};Authorization=${value}`).endpoint, global)
    assert.equal(warn.mock.callCount(), warnings)
  })
}

const refused = {
  '': 'it has no InstrumentationKey',
  ' ;; ': 'it has no InstrumentationKey',
  'InstrumentationKey=': 'it has no InstrumentationKey',
  [`IngestionEndpoint=${regional}`]: 'it has no InstrumentationKey',
  [key]: 'one of its parts is no key=value',
  [`${withKey};IngestionEndpoint`]: 'one of its parts is no key=value',
  [`InstrumentationKey=${'k'.repeat(41)}`]: 'its InstrumentationKey is not 1 to 40',
  'InstrumentationKey=a b': 'its InstrumentationKey is not 1 to 40',
  'InstrumentationKey=ключ': 'its InstrumentationKey is not 1 to 40',
  [`${withKey};IngestionEndpoint=westeurope.test`]: 'its IngestionEndpoint is not an absolute',
  [`${withKey};IngestionEndpoint=//westeurope.test`]: 'its IngestionEndpoint is not an absolute',
  [`${withKey};IngestionEndpoint=ftp://westeurope.test`]:
    'its IngestionEndpoint is not an absolute',
  [`${withKey};IngestionEndpoint=https://`]: 'its IngestionEndpoint is not an absolute',
  [`${withKey};IngestionEndpoint=`]: 'its IngestionEndpoint is not an absolute',
  [`${withKey};IngestionEndpoint= ;EndpointSuffix=ai.test`]:
    'its IngestionEndpoint is not an absolute',
  [`${withKey};EndpointSuffix=`]: 'its EndpointSuffix is no host name',
  [`${withKey};EndpointSuffix=..`]: 'its EndpointSuffix is no host name',
  [`${withKey};EndpointSuffix=ai test`]: 'its EndpointSuffix is no host name',
  [`${withKey};EndpointSuffix=@evil.test`]: 'its EndpointSuffix is no host name',
  [`${withKey};EndpointSuffix=ai.test/path`]: 'its EndpointSuffix is no host name',
  [`${withKey};EndpointSuffix=ai.test;Location=west-us`]: 'its Location has other characters',
  [`${withKey};EndpointSuffix=ai.test;Location=.westus`]: 'its Location has other characters',
  [`${withKey};EndpointSuffix=ai.test;Location=evil.test/`]: 'its Location has other characters'
}
for (const [text, problem] of Object.entries(refused)) {
  test(`${JSON.stringify(text)} is refused: ${problem}`, () => {
    assert.throws(
      () => parseConnectionString(text),
      (error: unknown) => {
        assert.ok(error instanceof ConfigurationError)
        assert.equal(error.code, 'ERR_CONNECTION_STRING_INVALID')
        assert.equal(error.setting, 'connectionString')
        assert.ok(error.problem.startsWith(problem), error.problem)
        assert.match(error.message, /; allowed is InstrumentationKey=<GUID>;IngestionEndpoint=/)
        assert.ok(!error.message.includes(key))
        return true
      }
    )
  })
}

test('4096 characters are taken, 4097 are not', () => {
  const fill = (length: number) => `${withKey};X=`.padEnd(length, 'x')
  assert.equal(parseConnectionString(fill(4096)).instrumentationKey, key)
  assert.throws(() => parseConnectionString(fill(4097)), /it is longer than 4096 characters/)
})

for (const value of [undefined, null, 7, {}, [withKey]]) {
  test(`${JSON.stringify(value)} is refused, as a connection string and as a key`, () => {
    const code = 'ERR_CONNECTION_STRING_INVALID'
    assert.throws(() => parseConnectionString(value as unknown as string), { code })
    assert.throws(() => parseInstrumentationKey(value as unknown as string), { code })
  })
}

test('an error about a bare key names the setting that it came by', () => {
  for (const bad of ['', ' ', 'a b', 'k'.repeat(41)]) {
    assert.throws(() => parseInstrumentationKey(bad), {
      setting: 'instrumentationKey',
      message: /^instrumentationKey \(from code\): it is not 1 to 40 letters, digits and hyphens$/
    })
  }
})

test('no text throws anything but a ConfigurationError, and none shows its key', () => {
  const names = ['InstrumentationKey', 'IngestionEndpoint', 'EndpointSuffix', 'Location', 'Other']
  const part = fc
    .tuple(
      fc.constantFrom(...names, ''),
      fc.constantFrom('=', ' = ', '', '=='),
      fc.oneof(
        fc.constantFrom(key, '', regional, 'ai.test'),
        fc.webUrl(),
        fc.string({ unit: 'binary' })
      )
    )
    .map(parts => parts.join(''))
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(part, { maxLength: 5 }).map(parts => parts.join(';'))
  )
  fc.assert(
    fc.property(texts, text => {
      try {
        const { endpoint, instrumentationKey } = parseConnectionString(text)
        assert.match(endpoint, /^https?:\/\/[^/]/)
        assert.ok(URL.canParse(endpoint) && !endpoint.endsWith('/'))
        assert.match(instrumentationKey, /^[\da-z-]{1,40}$/i)
      } catch (error) {
        assert.ok(error instanceof ConfigurationError, String(error))
        assert.ok(!error.message.includes(key))
      }
    })
  )
})

test('a GUID is known in any case, and nothing else is one', () => {
  assert.equal(looksLikeGuid(key), true)
  assert.equal(looksLikeGuid('ABCDEF00-1111-2222-3333-44444444444f'), true)
  for (const other of [
    '',
    `${key}0`,
    key.slice(1),
    key.replaceAll('-', ''),
    key.replace('0', 'g')
  ]) {
    assert.equal(looksLikeGuid(other), false)
  }
})
