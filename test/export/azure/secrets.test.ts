import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EnvelopeWriter } from '../../../src/export/azure/envelope/envelope-writer.js'
import { Redaction } from '../../../src/trace/redaction.js'
import type { SpanKind } from '../../../src/trace/span.js'
import { createEndedSpan } from '../ended-span.js'
import { envelopeSource } from './envelope-source.js'

const url = 'https://user:hush@shop.test/a?sig=hush'
const kinds: readonly SpanKind[] = ['internal', 'client', 'server', 'producer', 'consumer']
const relative = {
  'url.path': '/a?sig=hush',
  'url.query': 'sig=hush',
  'http.target': '/a?sig=hush'
}

for (const kind of kinds) {
  test(`N01-04 no secret leaves in any attribute, message or error of a ${kind} span`, () => {
    const attributes = {
      'http.request.method': 'GET',
      'url.scheme': 'https',
      'server.address': 'shop.test',
      'url.full': url,
      'http.url': url,
      ...relative,
      'http.response.header.location': [url],
      anything: `see ${url}`
    }
    const errors = [new Error(`to ${url}`, { cause: `because of ${url}` })]
    const foreign = Object.assign(new Error('x'), { stack: `of another form: ${url}` })
    const span = createEndedSpan({
      kind,
      attributes,
      status: 'error',
      statusMessage: `request to ${url} failed`,
      events: [[`called ${url}`, attributes]],
      errors: [...errors, foreign]
    })
    const { 'url.full': _, 'http.url': __, ...withoutUrl } = attributes
    const composed = createEndedSpan({ kind, attributes: withoutUrl })
    const lines = new EnvelopeWriter(envelopeSource).write([span, composed])
    assert.equal(lines.length, 5)
    assert.deepEqual(
      lines.filter(line => line.includes('hush')),
      []
    )
  })
}

test('a list of its own decides what is hidden', () => {
  const source = { ...envelopeSource, redaction: new Redaction(['token']) }
  const attributes = { 'http.request.method': 'GET', 'url.full': 'http://a.test/?sig=1&token=2' }
  const [line = ''] = new EnvelopeWriter(source).write([createEndedSpan({ attributes })])
  assert.equal(JSON.parse(line).data.baseData.data, 'http://a.test/?sig=1&token=REDACTED')
})
