import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEnvelope } from '../../../../src/export/azure/envelope/envelope.js'
import { WallClock } from '../../../../src/trace/clock.js'
import { ProbabilitySampler, type Sampler } from '../../../../src/trace/sampler.js'
import type { Attributes, Span, SpanKind } from '../../../../src/trace/span.js'
import type { BaseData } from '../../../../tools/ingestion-stand-in/envelope.js'
import { createEndedSpan, createHttpSpan } from '../../ended-span.js'
import { envelopeSource } from '../envelope-source.js'

const clock = new WallClock()
const link = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }

function envelopeOf(span: Span) {
  return createEnvelope(span, envelopeSource, clock)
}

function dataOf(span: Span): BaseData {
  return envelopeOf(span).data.baseData as BaseData
}

/** What an HTTP call with these attributes becomes. */
function callOf(attributes: Attributes, url = 'http://shop.test/'): BaseData {
  return dataOf(createHttpSpan(url, attributes))
}

test('the envelope says who, where, when and in which trace', () => {
  const parent = createEndedSpan()
  const span = createEndedSpan({ parent })
  const { data: _, time, ...rest } = envelopeOf(span)
  assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/)
  assert.equal(Date.parse(time), Math.floor(clock.at(span.startTime)))
  assert.deepEqual(rest, {
    ver: 1,
    name: 'Microsoft.ApplicationInsights.RemoteDependency',
    sampleRate: 100,
    iKey: envelopeSource.instrumentationKey,
    tags: {
      'ai.operation.id': span.traceId,
      'ai.operation.parentId': parent.spanId,
      'ai.cloud.role': 'shop',
      'ai.cloud.roleInstance': 'shop-1',
      'ai.internal.sdkVersion': 'outspan:0.0.0'
    }
  })
})

test('a root span has no parent', () => {
  assert.ok(!('ai.operation.parentId' in envelopeOf(createEndedSpan()).tags))
})

test('role and instance are cut at 256 characters', () => {
  const source = {
    ...envelopeSource,
    cloudRole: 'r'.repeat(257),
    cloudRoleInstance: 'i'.repeat(257)
  }
  const { tags } = createEnvelope(createEndedSpan(), source, clock)
  assert.equal(tags['ai.cloud.role'], 'r'.repeat(256))
  assert.equal(tags['ai.cloud.roleInstance'], 'i'.repeat(256))
})

const rates: [string, Sampler, number][] = [
  ['0.25', new ProbabilitySampler(0.25), 25],
  ['1', new ProbabilitySampler(1), 100],
  ['0.004', new ProbabilitySampler(0.004), 0.4],
  ['0.3', new ProbabilitySampler(0.3), 30],
  ['0.3333', new ProbabilitySampler(0.3333), 100 / 3],
  ['0.1000061, as a threshold of four digits says', new ProbabilitySampler(0.1000061), 10],
  ['0.9999', new ProbabilitySampler(0.9999), 99.99],
  ['of a sampler of the program above 1', samplerOf(2), 100],
  ['of a sampler of the program of 0', samplerOf(0), 100],
  ['of a sampler of the program that is NaN', samplerOf(Number.NaN), 100],
  ['of a sampler of the program that has none', samplerOf(undefined as never), 100]
]
for (const [what, sampler, sampleRate] of rates) {
  test(`the rate ${what} is ${sampleRate} percent`, () => {
    assert.equal(envelopeOf(createEndedSpan({ sampler })).sampleRate, sampleRate)
  })
}

test('a call is a dependency of type Http', () => {
  const span = createHttpSpan('https://shop.test:8443/v1/stock/42?unit=kg', {
    'http.response.status_code': 200,
    'network.protocol.version': '1.1'
  })
  const { duration, ...rest } = dataOf(span)
  assert.match(duration ?? '', /^00:00:\d\d\.\d{7}$/)
  assert.deepEqual(rest, {
    ver: 2,
    id: span.spanId,
    name: 'GET /v1/stock/42',
    type: 'Http',
    target: 'shop.test:8443',
    data: 'https://shop.test:8443/v1/stock/42?unit=kg',
    resultCode: '200',
    success: true,
    properties: { 'network.protocol.version': '1.1' }
  })
})

test('a span that is no call is InProc, without target and data', () => {
  const { type, target, data, name } = dataOf(createEndedSpan({ name: 'work' }))
  assert.deepEqual(
    { type, target, data, name },
    { type: 'InProc', target: undefined, data: undefined, name: 'work' }
  )
})

const names = {
  'http://shop.test': 'GET /',
  'http://shop.test/': 'GET /',
  'http://shop.test/a/b?c=/d': 'GET /a/b',
  'http://shop.test/a#b': 'GET /a',
  'http://shop.test?c=/d': 'GET /',
  'http://shop.test#/d': 'GET /',
  '/a/b?c': 'GET /a/b',
  'no url': 'GET /',
  '': 'GET /'
}
for (const [url, name] of Object.entries(names)) {
  test(`the call of ${JSON.stringify(url)} is named ${name}`, () => {
    assert.equal(callOf({ 'url.full': url }).name, name)
  })
}

test('a template names the call in place of its path', () => {
  const data = callOf({ 'url.template': '/orders/{id}' }, 'http://shop.test/orders/7')
  assert.equal(data.name, 'GET /orders/{id}')
  assert.equal(data.properties, undefined)
})

const chosen: readonly (readonly [name: string, expected: string])[] = [
  ['GET', 'GET /a'],
  ['HTTP GET', 'GET /a'],
  ['', 'GET /a'],
  ['GET stock', 'GET stock'],
  ['reserve', 'reserve']
]
for (const [name, expected] of chosen) {
  test(`a call that was named "${name}" is shown as "${expected}"`, () => {
    const attributes = { 'http.request.method': 'GET', 'url.full': 'http://shop.test/a' }
    assert.equal(dataOf(createEndedSpan({ name, kind: 'client', attributes })).name, expected)
  })
}

test('a method of the program that is no known one does not name the call', () => {
  const attributes = {
    'http.request.method': '_OTHER',
    'http.request.method_original': 'PURGE',
    'url.full': 'http://shop.test/a'
  }
  assert.equal(dataOf(createEndedSpan({ name: 'PURGE', attributes })).name, '_OTHER /a')
})

const address = { 'server.address': 'db.test', 'server.port': 5432 }
const types: readonly (readonly [SpanKind, Attributes, string, string | undefined])[] = [
  ['client', { 'db.system.name': 'postgresql', ...address }, 'postgresql', 'db.test:5432'],
  ['client', { 'db.system': 'mssql', 'net.peer.name': 'db.test' }, 'SQL', 'db.test'],
  ['client', { 'db.system': 'redis' }, 'redis', 'redis'],
  ['client', { 'rpc.system': 'grpc', ...address }, 'GRPC', 'db.test:5432'],
  ['client', address, 'Other', 'db.test:5432'],
  ['client', {}, 'InProc', undefined],
  ['internal', address, 'InProc', undefined],
  ['producer', {}, 'Queue Message', undefined],
  [
    'producer',
    { 'messaging.system': 'kafka', 'messaging.destination.name': 'orders', ...address },
    'Queue Message | kafka',
    'db.test/orders'
  ]
]
for (const [kind, attributes, type, target] of types) {
  test(`a ${kind} span with ${JSON.stringify(attributes)} is ${type} of ${target}`, () => {
    const data = dataOf(createEndedSpan({ kind, attributes }))
    assert.deepEqual([data.type, data.target], [type, target])
  })
}

test('the statement of a database is the data', () => {
  const attributes = { 'db.system': 'mysql', 'db.query.text': 'SELECT ?' }
  const { data, properties } = dataOf(createEndedSpan({ kind: 'client', attributes }))
  assert.equal(data, 'SELECT ?')
  assert.deepEqual(properties, { 'db.system': 'mysql' })
})

test('with an option the result without a response is 0, and its kind a property', () => {
  const span = createHttpSpan('http://shop.test/', { 'error.type': 'ECONNREFUSED' })
  const source = { ...envelopeSource, usesNumericCodes: true }
  const { resultCode, properties } = createEnvelope(span, source, clock).data.baseData as BaseData
  assert.equal(resultCode, '0')
  assert.deepEqual(properties, { 'error.type': 'ECONNREFUSED' })
})

test('a name is cut at 1024 characters, and never empty', () => {
  assert.equal(callOf({}, `http://shop.test/${'x'.repeat(2000)}`).name?.length, 1024)
  assert.equal(dataOf(createEndedSpan({ name: '' })).name, 'span')
})

const targets: [string, Attributes, string][] = [
  ['http://shop.test/', {}, 'shop.test'],
  ['http://shop.test:80/', {}, 'shop.test'],
  ['https://shop.test:443/', {}, 'shop.test'],
  ['http://shop.test:443/', {}, 'shop.test:443'],
  ['https://shop.test:80/', {}, 'shop.test:80'],
  ['https://shop.test/', { 'server.port': '443' }, 'shop.test'],
  ['https://shop.test/', { 'server.port': undefined }, 'shop.test'],
  ['http://[::1]:8080/', {}, '[::1]:8080'],
  ['http://[::1]:8080/', { 'server.address': '::1' }, '[::1]:8080'],
  ['http://[::1]/', { 'server.address': '::1' }, '[::1]'],
  ['http://shop.test/', { 'server.address': 'Shop.TEST' }, 'shop.test'],
  [
    'http://localhost/',
    { 'server.address': '/Run/app.sock', 'server.port': undefined },
    '/Run/app.sock'
  ],
  ['http://shop.test:8080/', { 'peer.service': 'Shop' }, 'Shop'],
  ['http://shop.test:8080/', { 'peer.service': '' }, 'shop.test:8080'],
  ['http://shop.test:8080/', { 'server.address': undefined }, 'shop.test:8080'],
  ['http://u:p@shop.test/', { 'server.address': undefined, 'server.port': undefined }, 'shop.test']
]
for (const [url, attributes, target] of targets) {
  test(`the target of ${url} with ${JSON.stringify(attributes)} is ${target}`, () => {
    assert.equal(callOf(attributes, url).target, target)
  })
}

test('a target is cut at 1024 characters', () => {
  assert.equal(callOf({ 'server.address': 'x'.repeat(1025) }).target?.length, 1024)
})

test('data is cut at 8192 bytes, on a code point', () => {
  const url = `http://shop.test/${'é'.repeat(8192)}`
  assert.equal(Buffer.byteLength(callOf({ 'url.full': url }).data ?? ''), 8191)
})

const results: [Attributes, string, boolean][] = [
  [{ 'http.response.status_code': 200 }, '200', true],
  [{ 'http.response.status_code': 399 }, '399', true],
  [{ 'http.response.status_code': 400 }, '400', false],
  [{ 'http.response.status_code': 503, 'error.type': '503' }, '503', false],
  [{ 'http.response.status_code': 0 }, '0', false],
  [{ 'outspan.cancelled': true }, 'AbortError', true],
  [{}, '', true]
]
for (const [attributes, resultCode, success] of results) {
  test(`${JSON.stringify(attributes)} is the result ${resultCode}, success ${success}`, () => {
    const data = callOf(attributes)
    assert.equal(data.resultCode, resultCode)
    assert.equal(data.success, success)
  })
}

test('the status of the span decides, whatever the code', () => {
  const attributes = { 'http.response.status_code': 404 }
  assert.equal(dataOf(createEndedSpan({ attributes, status: 'ok' })).success, true)
  const fine = { 'http.response.status_code': 200 }
  assert.equal(dataOf(createEndedSpan({ attributes: fine, status: 'error' })).success, false)
})

test('without a response the kind of the error is the result, and its message a property', () => {
  const data = dataOf(
    createEndedSpan({
      status: 'error',
      statusMessage: 'connect ECONNREFUSED 203.0.113.9:443',
      attributes: { 'http.request.method': 'POST', 'error.type': 'ECONNREFUSED' }
    })
  )
  assert.equal(data.resultCode, 'ECONNREFUSED')
  assert.equal(data.success, false)
  assert.deepEqual(data.properties, {
    'error.type': 'ECONNREFUSED',
    'error.message': 'connect ECONNREFUSED 203.0.113.9:443'
  })
})

test('an error message among the attributes wins over that of the status', () => {
  const attributes = { 'error.message': 'own' }
  const data = dataOf(createEndedSpan({ status: 'error', statusMessage: 'other', attributes }))
  assert.deepEqual(data.properties, { 'error.message': 'own' })
})

test('attributes become properties, as texts; nothing stands for nothing', () => {
  const attributes = {
    text: 'x',
    empty: '',
    number: 1.5,
    flag: false,
    list: ['a', 1, true],
    'not.a.number': Number.NaN,
    infinite: Number.NEGATIVE_INFINITY,
    nothing: undefined,
    null: null as never,
    '': 'nameless'
  }
  assert.deepEqual(dataOf(createEndedSpan({ attributes })).properties, {
    text: 'x',
    empty: '',
    number: '1.5',
    flag: 'false',
    list: '["a",1,true]'
  })
})

test('an attribute that has no text is left out, and the others stay', () => {
  const cyclic: unknown[] = []
  cyclic.push(cyclic)
  const attributes = {
    cyclic,
    big: [1n],
    silent: { toJSON: () => undefined },
    kept: 1
  } as unknown as Attributes
  assert.deepEqual(dataOf(createEndedSpan({ attributes })).properties, { kept: '1' })
})

test('names of properties are cut at 150 characters, values at 8192 bytes', () => {
  const attributes = { ['n'.repeat(151)]: 'é'.repeat(4097) }
  assert.deepEqual(dataOf(createEndedSpan({ attributes })).properties, {
    ['n'.repeat(150)]: 'é'.repeat(4096)
  })
})

test('a span without attributes has no properties', () => {
  assert.equal(dataOf(createEndedSpan()).properties, undefined)
})

test('links are JSON, as many as fit into 8192 bytes', () => {
  const text = `[{"operation_Id":"${link.traceId}","id":"${link.spanId}"}]`
  assert.equal(dataOf(createEndedSpan({ links: [link] })).properties?.['_MS.links'], text)
  const fitting = Math.floor((8192 - 1) / (text.length - 1))
  for (const count of [fitting, fitting + 1, 1000]) {
    const { properties } = dataOf(createEndedSpan({ links: Array(count).fill(link) }))
    assert.equal(JSON.parse(properties?.['_MS.links'] ?? '').length, fitting)
  }
})

test('links of many bytes are not cut in their middle either', () => {
  const links = Array(100).fill({ traceId: 'é'.repeat(100), spanId: 'é' })
  const text = dataOf(createEndedSpan({ links })).properties?.['_MS.links'] ?? ''
  assert.ok(Buffer.byteLength(text) <= 8192)
  assert.ok(JSON.parse(text).length > 30)
})

function samplerOf(rate: number): Sampler {
  return { rate, shouldSample: () => true }
}
