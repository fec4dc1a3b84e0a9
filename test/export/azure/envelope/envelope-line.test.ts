import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEnvelope } from '../../../../src/export/azure/envelope/envelope.js'
import {
  formatEnvelopeLine,
  maxItemBytes
} from '../../../../src/export/azure/envelope/envelope-line.js'
import { EnvelopeWriter } from '../../../../src/export/azure/envelope/envelope-writer.js'
import { WallClock } from '../../../../src/trace/clock.js'
import type { Attributes, Span } from '../../../../src/trace/span.js'
import { checkItem } from '../../../../tools/ingestion-stand-in/envelope-check.js'
import { fc, runs } from '../../../generated-input.js'
import { createEndedSpan, createHttpSpan, type EndedSpanOptions } from '../../ended-span.js'
import { envelopeSource } from '../envelope-source.js'

const clock = new WallClock()
const mark = 'outspan.properties_dropped'

function lineOf(span: Span, source = envelopeSource): string {
  return formatEnvelopeLine(createEnvelope(span, source, clock))
}

function propertiesOf(attributes: Attributes): Readonly<Record<string, string>> {
  const line = lineOf(createEndedSpan({ attributes }))
  assertAccepted(line)
  return JSON.parse(line).data.baseData.properties
}

function assertAccepted(line: string): void {
  assert.ok(Buffer.byteLength(line) <= maxItemBytes, `${Buffer.byteLength(line)} bytes`)
  assert.ok(!line.includes('\n'))
  assert.deepEqual(
    checkItem(JSON.parse(line), { ...envelopeSource, strictTime: true }).problems,
    []
  )
}

/** Attributes that make a line of exactly so many bytes. */
function attributesOf(bytes: number): Attributes {
  const attributes: Record<string, string> = {}
  for (let i = 0; i < 8; i++) attributes[`a${i}`] = ''
  let missing = bytes - Buffer.byteLength(lineOf(createEndedSpan({ attributes })))
  for (const name of Object.keys(attributes)) {
    attributes[name] = 'x'.repeat(Math.min(missing, 8192))
    missing -= Math.min(missing, 8192)
  }
  return attributes
}

test('an item of 64,000 bytes is left as it is', () => {
  const attributes = attributesOf(maxItemBytes)
  assert.equal(Buffer.byteLength(lineOf(createEndedSpan({ attributes }))), maxItemBytes)
  assert.ok(!(mark in propertiesOf(attributes)))
})

test('of an item of a byte more the largest property goes, and the item says so', () => {
  const properties = propertiesOf({ small: 'x', ...attributesOf(maxItemBytes), other: '' })
  assert.equal(properties[mark], '1')
  assert.equal(properties['small'], 'x')
  assert.equal(Object.keys(properties).length, 10)
})

test('the largest properties go, as many as needed', () => {
  const large = Array.from({ length: 20 }, (_, i) => [`large${i}`, 'x'.repeat(8192)] as const)
  const small = Array.from({ length: 20 }, (_, i) => [`small${i}`, 'x'.repeat(100)] as const)
  const properties = propertiesOf(Object.fromEntries([...large, ...small]))
  const names = Object.keys(properties)
  assert.equal(names.filter(name => name.startsWith('small')).length, 20)
  assert.equal(names.filter(name => name.startsWith('large')).length, 7)
  assert.equal(properties[mark], '13')
})

test('thousands of small properties go too', () => {
  const many = Array.from({ length: 20_000 }, (_, i) => [`p${i}`, ''] as const)
  assert.ok(Number(propertiesOf(Object.fromEntries(many))[mark]) > 10_000)
})

test('where properties are not what is large, the data goes', () => {
  const url = `http://shop.test/${'\u0001'.repeat(9000)}`
  const text = '\u0001'.repeat(1024)
  const attributes = { 'url.template': text, 'server.address': text, 'error.type': text, kept: 'x' }
  const span = createHttpSpan(url, attributes)
  const source = { ...envelopeSource, cloudRole: text, cloudRoleInstance: text }
  const line = lineOf(span, source)
  assertAccepted(line)
  assert.equal(JSON.parse(line).data.baseData.data, undefined)
})

const anyUnit = fc.nat(0xffff).map(unit => String.fromCharCode(unit))
const nastyUnit = fc.constantFrom(
  '\u0000',
  '\n',
  '"',
  '\\',
  'é',
  '€',
  '😀',
  '\ud83d',
  '\u2028',
  'x'
)
const nastyText = fc.oneof(
  fc.string({ unit: anyUnit }),
  fc.string({ unit: nastyUnit }),
  fc.tuple(nastyUnit, fc.nat(20_000)).map(([unit, count]) => unit.repeat(count)),
  fc.webUrl({ withQueryParameters: true })
)
const nastyValue = fc.oneof(
  nastyText,
  fc.double(),
  fc.boolean(),
  fc.array(fc.oneof(nastyText, fc.double(), fc.boolean()), { maxLength: 5 }),
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true })
)
const knownName = fc.constantFrom(
  'http.request.method',
  'url.full',
  'url.template',
  'peer.service',
  'server.address',
  'server.port',
  'http.response.status_code',
  'error.type',
  'error.message',
  'outspan.cancelled',
  'http.method',
  'http.url',
  'http.target',
  'http.host',
  'http.route',
  'http.status_code',
  'url.scheme',
  'url.path',
  'url.query',
  'net.peer.name',
  'net.peer.port',
  'client.address',
  'user_agent.original',
  'user_agent.synthetic.type',
  'messaging.destination.name',
  'messaging.servicebus.message.enqueued_time',
  'microsoft.custom_event.name',
  'exception.type',
  'exception.message',
  'exception.stacktrace',
  '_MS.links',
  '__proto__',
  mark
)
const nastyAttributes = fc
  .array(fc.tuple(fc.oneof(knownName, nastyText), nastyValue), { maxLength: 30 })
  .map(entries => Object.fromEntries(entries))
const nastyStack = fc
  .array(fc.oneof(nastyText, fc.constant('    at f (/app/f.js:1:2)')), { maxLength: 200 })
  .map(lines => lines.join('\n'))
const nastyError = fc.oneof(
  nastyValue,
  fc
    .array(fc.record({ name: nastyText, message: nastyText, stack: nastyStack, code: nastyText }), {
      minLength: 1,
      maxLength: 12
    })
    .map(links => links.reduceRight((cause, link) => Object.assign(new Error(), link, { cause })))
)
const nastySpan = fc.record(
  {
    name: nastyText,
    kind: fc.constantFrom('internal', 'client', 'server', 'producer', 'consumer'),
    attributes: nastyAttributes,
    links: fc.array(fc.record({ traceId: nastyText, spanId: nastyText }), { maxLength: 200 }),
    status: fc.constantFrom('unset', 'ok', 'error'),
    statusMessage: nastyText,
    events: fc.array(fc.tuple(fc.oneof(fc.constant('exception'), nastyText), nastyAttributes), {
      maxLength: 5
    }),
    errors: fc.array(nastyError, { maxLength: 5 })
  },
  { requiredKeys: [], noNullPrototype: true }
) as fc.Arbitrary<EndedSpanOptions>

test('any span, and all that happened in it, becomes items that the service accepts', () => {
  fc.assert(
    fc.property(nastySpan, nastyText, (options, role) => {
      const source = { ...envelopeSource, cloudRole: role, cloudRoleInstance: role }
      const span = createEndedSpan(options)
      const writer = new EnvelopeWriter(source)
      const lines = writer.write([span])
      assert.equal(lines.length, 1 + span.events.length)
      assert.equal(writer.failed, 0)
      lines.forEach(assertAccepted)
    }),
    { numRuns: runs(500) }
  )
})
