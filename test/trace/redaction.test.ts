import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Redaction } from '../../src/trace/redaction.js'
import { fc } from '../generated-input.js'

const redaction = new Redaction()
const rows: readonly (readonly [path: string, redacted: string])[] = [
  ['/', '/'],
  ['/a?b=1', '/a?b=1'],
  ['/a?sig=secret', '/a?sig=REDACTED'],
  ['/a?b=1&SIG=secret&c=2', '/a?b=1&SIG=REDACTED&c=2'],
  ['/a?sig=one&sig=two', '/a?sig=REDACTED&sig=REDACTED'],
  ['/a?sig=a=b', '/a?sig=REDACTED'],
  ['/a?%73ig=secret', '/a?%73ig=REDACTED'],
  ['/a?sig', '/a?sig'],
  ['/a?sig=', '/a?sig=REDACTED'],
  ['/a?design=1', '/a?design=1'],
  [
    '/a?X-Amz-Signature=s&X-Amz-Credential=c&X-Amz-Security-Token=t',
    '/a?X-Amz-Signature=REDACTED&X-Amz-Credential=REDACTED&X-Amz-Security-Token=REDACTED'
  ],
  [
    '/a?Signature=s&AWSAccessKeyId=k&X-Goog-Signature=g',
    '/a?Signature=REDACTED&AWSAccessKeyId=REDACTED&X-Goog-Signature=REDACTED'
  ],
  ['/a#token=secret', '/a'],
  ['/a?b=1#sig=secret', '/a?b=1'],
  ['/a?%=1&sig=s', '/a?%=1&sig=REDACTED'],
  ['/sig=public', '/sig=public']
]

for (const [path, redacted] of rows) {
  test(`N01-04 ${path} leaves as ${redacted}`, () => {
    assert.equal(redaction.redactPath(path), redacted)
  })
}

test('a list of its own replaces the default one', () => {
  const own = new Redaction(['token'])
  assert.equal(own.redactPath('/?token=a&sig=b'), '/?token=REDACTED&sig=b')
})

test('N01-04 no secret value survives, wherever it stands and however its name is written', () => {
  const other = fc.stringMatching(/^[a-z]{1,5}=[a-z0-9%]{0,5}$/).filter(text => !/^sig=/.test(text))
  const secretName = fc.constantFrom('sig', 'SIG', '%73ig', 's%69g', 'Signature', 'x-amz-signature')
  fc.assert(
    fc.property(fc.array(other), secretName, fc.array(other), (before, name, after) => {
      const path = `/p?${[...before, `${name}=TOPSECRET`, ...after].join('&')}`
      const redacted = redaction.redactPath(path)
      assert.equal(redacted.includes('TOPSECRET'), false)
      assert.equal(redacted, path.replace('TOPSECRET', 'REDACTED'))
    })
  )
})

const urls: readonly (readonly [url: string, redacted: string])[] = [
  ['https://shop.test/a?b=1', 'https://shop.test/a?b=1'],
  ['https://user:pass@shop.test/a?sig=s#f', 'https://REDACTED:REDACTED@shop.test/a?sig=REDACTED'],
  ['https://user@shop.test', 'https://REDACTED:REDACTED@shop.test'],
  ['https://a@b:c@shop.test/', 'https://REDACTED:REDACTED@shop.test/'],
  ['https:/user:pass@shop.test/', 'https:/REDACTED:REDACTED@shop.test/'],
  ['https:\\\\user:pass@shop.test/', 'https:\\\\REDACTED:REDACTED@shop.test/'],
  ['//user:pass@shop.test/', '//REDACTED:REDACTED@shop.test/'],
  ['https://shop.test/@scope', 'https://shop.test/@scope'],
  ['https://shop.test/?mail=a@b', 'https://shop.test/?mail=a@b'],
  ['/@scope?sig=s', '/@scope?sig=REDACTED'],
  ['', '']
]
for (const [url, redacted] of urls) {
  test(`N01-04 the URL ${url} leaves as ${redacted}`, () => {
    assert.equal(redaction.redactUrl(url), redacted)
  })
}

const texts: readonly (readonly [text: string, redacted: string])[] = [
  ['no URL, sig=public', 'no URL, sig=public'],
  ['https://app.test/#/orders/7', 'https://app.test/#/orders/7'],
  [
    'request to https://u:p@shop.test/a?sig=s failed, amqp://u:p@queue "http://b.test?SIG=s"',
    'request to https://REDACTED:REDACTED@shop.test/a?sig=REDACTED failed, ' +
      'amqp://REDACTED:REDACTED@queue "http://b.test?SIG=REDACTED"'
  ],
  ['at f (file:///app/node_modules/@a/b.mjs:1:2)', 'at f (file:///app/node_modules/@a/b.mjs:1:2)']
]
for (const [text, redacted] of texts) {
  test(`N01-04 the text ${text} leaves as ${redacted}`, () => {
    assert.equal(redaction.redactText(text), redacted)
  })
}

const odd = ['a.b', 'a[b]', '^', '$', '(?:', 'x|y', '\\', 'ä', 'Å']
for (const name of odd) {
  test(`a parameter may be called ${name}`, () => {
    const own = new Redaction([name])
    assert.equal(own.redactPath(`/?${name}=s&b=1`), `/?${name}=REDACTED&b=1`)
    assert.equal(own.redactPath('/?b=1&xx=2'), '/?b=1&xx=2')
  })
}

test('whatever name is listed, its value is hidden wherever it stands', () => {
  const name = fc.string({ minLength: 1 }).filter(text => !/[&=#%*?]/.test(text))
  fc.assert(
    fc.property(name, fc.array(fc.constantFrom('=1', 'c', '')), (name, others) => {
      const query = [...others, `${name}=hush`, ...others].join('&')
      assert.equal(new Redaction([name]).redactQuery(query), query.replace('hush', 'REDACTED'))
    })
  )
})

test('the name * hides all values', () => {
  assert.equal(new Redaction(['*']).redactPath('/?a=1&b=2&c'), '/?a=REDACTED&b=REDACTED&c')
})

test('whatever stands before an @ in front of a host is hidden', () => {
  const secret = fc.string({ minLength: 1 }).filter(text => !/[\\/?#\s"'<>]/.test(text))
  fc.assert(
    fc.property(secret, secret, (user, password) => {
      const url = `https://${user}:x${password}x@shop.test/`
      assert.equal(redaction.redactUrl(url), 'https://REDACTED:REDACTED@shop.test/')
      assert.equal(redaction.redactText(`see ${url}`), 'see https://REDACTED:REDACTED@shop.test/')
    })
  )
})
