import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DependencyLineWriter } from '../../../../src/export/azure/envelope/dependency-line.js'
import { createEnvelope } from '../../../../src/export/azure/envelope/envelope.js'
import { maxItemBytes } from '../../../../src/export/azure/envelope/envelope-line.js'
import { WallClock } from '../../../../src/trace/clock.js'
import type { AttributeValue, Span } from '../../../../src/trace/span.js'
import { fc } from '../../../generated-input.js'
import { createEndedSpan, createHttpSpan } from '../../ended-span.js'
import { envelopeSource } from '../envelope-source.js'

const clock = new WallClock()
const source = { ...envelopeSource, applicationVersion: '1.0 "beta"' }
const writer = new DependencyLineWriter(source)

function lineOf(span: Span): string | undefined {
  return writer.write(span, clock.at(span.startTime))
}

/** @returns whether there is a line without an envelope */
function assertAsEnvelope(span: Span): boolean {
  const line = lineOf(span)
  if (line === undefined) return false
  const envelope = createEnvelope(span, source, clock)
  assert.deepEqual(JSON.parse(line), JSON.parse(JSON.stringify(envelope)))
  assert.ok(!line.includes('\n') && Buffer.byteLength(line) <= maxItemBytes)
  return true
}

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ minLength: 150, maxLength: 260 }),
  fc.constantFrom('\ud800', '\udc00x', '"', '\\', '\u007f', '\u2028', 'é', '\ud83d\ude00')
)
const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  text,
  fc.double(),
  fc.boolean(),
  fc.array(fc.oneof(fc.string(), fc.integer()))
)
const key = fc.oneof(
  text,
  fc.constantFrom('error.message', 'url.template', 'peer.service', 'outspan.cancelled', '1', '')
)
const attributes = fc.dictionary(key, value, { maxKeys: 6 })

test('a line that is written at once says what the envelope says', () => {
  const options = fc.record({
    name: text,
    attributes,
    status: fc.constantFrom('unset', 'ok', 'error'),
    statusMessage: fc.option(text, { nil: undefined })
  })
  fc.assert(fc.property(options, options => void assertAsEnvelope(createEndedSpan(options))))
})

test('so does the line of a call', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true }), attributes, (url, attributes) => {
      assertAsEnvelope(createHttpSpan(url, attributes))
    })
  )
})

test('an ordinary call needs no envelope, and neither does its child', () => {
  const call = createHttpSpan('http://example.com:8080/items/42?a=b', {
    'outspan.time_to_socket': 1.5
  })
  assert.ok(assertAsEnvelope(call))
  assert.ok(assertAsEnvelope(createEndedSpan({ parent: call })))
})

test('a line says that its span was counted', () => {
  const spans = [createEndedSpan(), createHttpSpan('http://example.com/')]
  for (const span of spans) {
    span.markCounted()
    assert.ok(assertAsEnvelope(span))
    assert.ok(lineOf(span)?.includes("(Name:'Dependencies', Ver:'1.1')"))
  }
})

test('what is done for a request has the name of the request', () => {
  const request = createEndedSpan({ kind: 'server', attributes: { 'http.request.method': 'GET' } })
  assert.ok(assertAsEnvelope(createEndedSpan({ parent: request })))
})

test('links, a key that has to be cut and an item that is too large need one', () => {
  const link = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }
  assert.equal(lineOf(createEndedSpan({ links: [link] })), undefined)
  assert.ok(assertAsEnvelope(createEndedSpan({ attributes: { ['k'.repeat(150)]: 1 } })))
  assert.equal(lineOf(createEndedSpan({ attributes: { ['k'.repeat(151)]: 1 } })), undefined)
  assert.equal(lineOf(createEndedSpan({ attributes: { 'half \ud800': 1 } })), undefined)
  const large = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [i, 'x'.repeat(8_000)]))
  assert.equal(lineOf(createEndedSpan({ attributes: large })), undefined)
})

test('what a library adds to all objects is no property', t => {
  const all = Object.prototype as { added?: string }
  t.after(() => delete all.added)
  all.added = 'by a library'
  assert.ok(assertAsEnvelope(createEndedSpan({ attributes: { own: true } })))
})
