import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEnvelope } from '../../../../src/export/azure/envelope/envelope.js'
import { WallClock } from '../../../../src/trace/clock.js'
import type { Attributes, Span } from '../../../../src/trace/span.js'
import { SpanTracer } from '../../../../src/trace/tracer.js'
import type { BaseData } from '../../../../tools/ingestion-stand-in/envelope.js'
import { checkItem } from '../../../../tools/ingestion-stand-in/envelope-check.js'
import { createEndedSpan, type EndedSpanOptions } from '../../ended-span.js'
import { envelopeSource } from '../envelope-source.js'

const clock = new WallClock()
const get: Attributes = {
  'http.request.method': 'GET',
  'url.scheme': 'https',
  'url.path': '/v1/stock/42',
  'url.query': 'unit=kg',
  'server.address': 'stock.example.com',
  'server.port': 8443
}

function envelopeOf(span: Span) {
  const envelope = createEnvelope(span, envelopeSource, clock)
  const asSent = JSON.parse(JSON.stringify(envelope))
  assert.deepEqual(checkItem(asSent, { ...envelopeSource, strictTime: true }).problems, [])
  return envelope
}

function served(attributes: Attributes = {}, options: EndedSpanOptions = {}) {
  const span = { name: 'GET', kind: 'server', ...options } as const
  return envelopeOf(createEndedSpan({ ...span, attributes: { ...get, ...attributes } }))
}

function requestOf(attributes: Attributes = {}, options: EndedSpanOptions = {}): BaseData {
  return served(attributes, options).data.baseData as BaseData
}

test('a server span is a request', () => {
  const parent = createEndedSpan()
  const span = createEndedSpan({
    name: 'GET /v1/stock/{sku}',
    kind: 'server',
    parent,
    attributes: {
      ...get,
      'http.route': '/v1/stock/{sku}',
      'http.response.status_code': 200,
      'client.address': '203.0.113.20',
      'client.port': 50_000,
      'user_agent.original': 'orders/3.4.1'
    }
  })
  const { name, tags, data } = envelopeOf(span)
  const { duration, ...request } = data.baseData as BaseData
  assert.equal(name, 'Microsoft.ApplicationInsights.Request')
  assert.match(duration ?? '', /^00:00:\d\d\.\d{7}$/)
  assert.deepEqual(JSON.parse(JSON.stringify(request)), {
    ver: 2,
    id: span.spanId,
    name: 'GET /v1/stock/{sku}',
    url: 'https://stock.example.com:8443/v1/stock/42?unit=kg',
    responseCode: '200',
    success: true,
    properties: { 'client.port': '50000' }
  })
  assert.deepEqual(tags, {
    'ai.operation.id': span.traceId,
    'ai.operation.parentId': parent.spanId,
    'ai.operation.name': 'GET /v1/stock/{sku}',
    'ai.cloud.role': 'shop',
    'ai.cloud.roleInstance': 'shop-1',
    'ai.internal.sdkVersion': 'outspan:0.0.0',
    'ai.location.ip': '203.0.113.20',
    'ai.user.userAgent': 'orders/3.4.1'
  })
})

test('attributes of the old names say the same', () => {
  const { tags, data } = envelopeOf(
    createEndedSpan({
      name: 'GET',
      kind: 'server',
      attributes: {
        'http.method': 'GET',
        'http.scheme': 'https',
        'http.host': 'stock.example.com:8443',
        'http.target': '/v1/stock/42?unit=kg',
        'http.route': '/v1/stock/{sku}',
        'http.status_code': 503,
        'http.client_ip': '203.0.113.20',
        'http.user_agent': 'orders/3.4.1'
      }
    })
  )
  const request = data.baseData as BaseData
  assert.equal(request.name, 'GET /v1/stock/{sku}')
  assert.equal(request.url, 'https://stock.example.com:8443/v1/stock/42?unit=kg')
  assert.equal(request.responseCode, '503')
  assert.equal(request.success, false)
  assert.equal(request.properties, undefined)
  assert.equal(tags['ai.location.ip'], '203.0.113.20')
  assert.equal(tags['ai.user.userAgent'], 'orders/3.4.1')
})

const names: readonly (readonly [name: string, attributes: Attributes, expected: string])[] = [
  ['GET', { 'http.route': '/v1/stock/{sku}' }, 'GET /v1/stock/{sku}'],
  ['GET', { 'http.route': '' }, 'GET /v1/stock/42'],
  ['GET', {}, 'GET /v1/stock/42'],
  ['GET', { 'url.scheme': undefined }, 'GET /v1/stock/42'],
  ['GET', { 'url.path': undefined, 'url.scheme': undefined }, 'GET'],
  ['GET', { 'url.path': undefined, 'http.target': '/a?b' }, 'GET /a'],
  ['GET', { 'http.request.method': undefined }, 'GET'],
  ['GET /own', { 'http.route': '/other' }, 'GET /own'],
  ['checkout', { 'http.route': '/other' }, 'checkout'],
  ['', { 'http.request.method': undefined }, 'span']
]
for (const [name, attributes, expected] of names) {
  test(`a request named "${name}" with ${JSON.stringify(attributes)} is shown as "${expected}"`, () => {
    assert.equal(requestOf(attributes, { name }).name, expected)
  })
}

const urls: readonly (readonly [attributes: Attributes, url: string | undefined])[] = [
  [{}, 'https://stock.example.com:8443/v1/stock/42?unit=kg'],
  [{ 'server.port': 443 }, 'https://stock.example.com/v1/stock/42?unit=kg'],
  [{ 'server.port': 80 }, 'https://stock.example.com:80/v1/stock/42?unit=kg'],
  [{ 'url.query': '' }, 'https://stock.example.com:8443/v1/stock/42'],
  [{ 'server.address': '::1' }, 'https://[::1]:8443/v1/stock/42?unit=kg'],
  [{ 'server.address': undefined }, '/v1/stock/42?unit=kg'],
  [{ 'server.address': undefined, 'url.path': undefined }, undefined],
  [{ 'url.full': 'http://whole.test/a' }, 'http://whole.test/a']
]
for (const [attributes, url] of urls) {
  test(`the URL of a request with ${JSON.stringify(attributes)} is ${url}`, () => {
    assert.equal(requestOf(attributes).url, url)
  })
}

test('a URL is cut at 2048 characters', () => {
  assert.equal(requestOf({ 'url.path': `/${'x'.repeat(3000)}` }).url?.length, 2048)
})

const outcomes: readonly (readonly [Attributes, EndedSpanOptions, string, boolean])[] = [
  [{ 'http.response.status_code': 399 }, {}, '399', true],
  [{ 'http.response.status_code': 400 }, {}, '400', false],
  [{ 'http.response.status_code': 404 }, { status: 'ok' }, '404', true],
  [{ 'http.response.status_code': 200 }, { status: 'error' }, '200', false],
  [{}, {}, '0', true],
  [{}, { status: 'error' }, '0', false]
]
for (const [attributes, options, code, success] of outcomes) {
  const what = JSON.stringify({ ...attributes, ...options })
  test(`a request with ${what} has the code ${code}, success ${success}`, () => {
    const request = requestOf(attributes, options)
    assert.equal(request.responseCode, code)
    assert.equal(request.success, success)
  })
}

const addresses: readonly (readonly [Attributes, string | undefined])[] = [
  [{ 'client.address': '203.0.113.20' }, '203.0.113.20'],
  [{ 'client.address': '2001:db8::1' }, '2001:db8::1'],
  [{ 'client.address': '::ffff:203.0.113.20' }, '203.0.113.20'],
  [{ 'client.address': 'fe80::1%eth0' }, 'fe80::1'],
  [{ 'client.address': '203.0.113.20', 'network.peer.address': '198.51.100.1' }, '203.0.113.20'],
  [{ 'client.address': 'unknown', 'network.peer.address': '198.51.100.1' }, '198.51.100.1'],
  [{ 'net.sock.peer.addr': '198.51.100.1' }, '198.51.100.1'],
  [{ 'net.peer.ip': '198.51.100.1' }, '198.51.100.1'],
  [{ 'client.address': '/run/app.sock' }, undefined],
  [{ 'client.address': '203.0.113.20:5000' }, undefined],
  [{}, undefined]
]
for (const [attributes, address] of addresses) {
  test(`the client of a request with ${JSON.stringify(attributes)} is at ${address}`, () => {
    const { tags, data } = served(attributes)
    assert.equal(tags['ai.location.ip'], address)
    // The service forgets the address of the tag, and would keep that of a property.
    assert.equal((data.baseData as BaseData).properties, undefined)
  })
}

const visitors: readonly (readonly [Attributes, string | undefined])[] = [
  [{ 'user_agent.synthetic.type': 'bot' }, 'Bot'],
  [{ 'user_agent.synthetic.type': 'test' }, 'True'],
  [{ 'user_agent.original': 'Mozilla/5.0 (compatible; Googlebot/2.1)' }, 'Bot'],
  [{ 'user_agent.original': 'AlwaysOn' }, 'Bot'],
  [{ 'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64)' }, undefined]
]
for (const [attributes, source] of visitors) {
  test(`a request with ${JSON.stringify(attributes)} is of the synthetic source ${source}`, () => {
    assert.equal(served(attributes).tags['ai.operation.syntheticSource'], source)
  })
}

test('a consumer span is a request from its queue, and says how long the message waited', () => {
  const span = createEndedSpan({
    name: 'orders process',
    kind: 'consumer',
    attributes: {
      'server.address': 'shop.servicebus.windows.net',
      'messaging.destination.name': 'orders',
      'messaging.servicebus.message.enqueued_time': Math.floor(Date.now() / 1000) - 60
    }
  })
  const request = envelopeOf(span).data.baseData as BaseData
  assert.equal(request.source, 'shop.servicebus.windows.net/orders')
  assert.equal(request.name, 'orders process')
  const { timeSinceEnqueued = 0 } = request.measurements ?? {}
  assert.ok(timeSinceEnqueued >= 60_000 && timeSinceEnqueued < 120_000, `${timeSinceEnqueued}`)
})

test('a message from the future has not waited', () => {
  const enqueued = Math.floor(Date.now() / 1000) + 60
  const attributes = { 'messaging.eventhubs.message.enqueued_time': enqueued }
  assert.deepEqual(requestOf(attributes, { kind: 'consumer' }).measurements, {
    timeSinceEnqueued: 0
  })
})

for (const enqueued of [-1e308, 1e308, Number.NaN, -Infinity]) {
  test(`a message that was queued at ${enqueued} does not say how long it waited`, () => {
    const attributes = { 'messaging.eventhubs.message.enqueued_time': enqueued }
    assert.equal(requestOf(attributes, { kind: 'consumer' }).measurements, undefined)
  })
}

test('what is done for a request carries its name, also one that came later', () => {
  const tracer = new SpanTracer({ onEnd: () => undefined })
  const request = tracer.startSpan('GET', { kind: 'server', attributes: get })
  const child = tracer.startSpan('work', { parent: request })
  child.end()
  assert.equal(envelopeOf(child).tags['ai.operation.name'], 'GET /v1/stock/42')
  request.setAttribute('http.route', '/v1/stock/{sku}').end()
  assert.equal(envelopeOf(child).tags['ai.operation.name'], 'GET /v1/stock/{sku}')
})

test('the name of an operation is cut at 1024 characters', () => {
  const { tags } = served({ 'http.route': `/${'r'.repeat(2000)}` })
  assert.equal(tags['ai.operation.name']?.length, 1024)
})
