import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createEnvelope,
  createEventEnvelope,
  type EnvelopeSource
} from '../../../src/export/azure/envelope/envelope.js'
import type { WallClock } from '../../../src/trace/clock.js'
import { ProbabilitySampler } from '../../../src/trace/sampler.js'
import { type Attributes, Span, type SpanKind } from '../../../src/trace/span.js'
import type { SpanContext } from '../../../src/trace/trace-context.js'
import { envelopeSource } from './envelope-source.js'

// The samples of azure-ingestion.md §18, from spans as they would have been.

// Span times stand for wall-clock times here; the class has private fields that no test needs.
const clock = { at: (time: number) => time } as WallClock

interface Sample {
  readonly spanId: string
  readonly at: string
  readonly duration: number
}

/** A span whose id and times are given. */
class SampleSpan extends Span {
  readonly #duration: number
  readonly #spanId: string

  constructor(kind: SpanKind, parent: SpanContext, sample: Sample, attributes: Attributes) {
    const source = { sampler: new ProbabilitySampler(1), processor: { onEnd: () => undefined } }
    const { 'http.request.method': method = 'work' } = attributes
    super(source, String(method), kind, parent, Date.parse(sample.at))
    this.#duration = sample.duration
    this.#spanId = sample.spanId
    for (const [name, value] of Object.entries(attributes)) this.setAttribute(name, value)
  }

  override get duration(): number {
    return this.#duration
  }

  override get parentId(): string | undefined {
    return super.parentId || undefined
  }

  get id(): string {
    return this.#spanId
  }
}

function parentOf(traceId: string, spanId: string, samplingRate: number): SpanContext {
  return { traceId, spanId, samplingRate, sampled: true, traceState: '', isRemote: true }
}

/** As it is sent, with the span's own id in place of the random one. */
function asSent(envelope: object, span: SampleSpan): unknown {
  return JSON.parse(JSON.stringify(envelope).replaceAll(span.spanId, span.id))
}

const orders: EnvelopeSource = {
  ...envelopeSource,
  cloudRole: 'shop.orders',
  cloudRoleInstance: 'orders-7d9f-x2k4',
  applicationVersion: '3.4.1',
  sdkVersion: 'ulm_outhttp:0.1.0'
}
const worker: EnvelopeSource = {
  ...envelopeSource,
  cloudRole: 'shop.worker',
  cloudRoleInstance: 'worker-0',
  sdkVersion: 'outhttp:0.1.0'
}
const url = 'https://stock.example.com:8443/v1/stock/42?sig=secret&unit=kg'

test('a sampled successful call', () => {
  const parent = parentOf('0af7651916cd43dd8448eb211c80319c', '00f067aa0ba902b7', 0.25)
  const sample = { spanId: 'b7ad6b7169203331', at: '2026-03-01T09:30:15.123Z', duration: 45.321 }
  const span = new SampleSpan('client', parent, sample, {
    'http.request.method': 'GET',
    'url.full': url,
    'server.address': 'stock.example.com',
    'server.port': 8443,
    'http.response.status_code': 200,
    'http.request.resend_count': 1,
    'network.protocol.version': '1.1'
  })
  assert.deepEqual(asSent(createEnvelope(span, orders, clock), span), {
    ver: 1,
    name: 'Microsoft.ApplicationInsights.RemoteDependency',
    time: '2026-03-01T09:30:15.1230000Z',
    sampleRate: 25,
    iKey: '00000000-0000-0000-0000-000000000001',
    tags: {
      'ai.operation.id': '0af7651916cd43dd8448eb211c80319c',
      'ai.operation.parentId': '00f067aa0ba902b7',
      'ai.cloud.role': 'shop.orders',
      'ai.cloud.roleInstance': 'orders-7d9f-x2k4',
      'ai.application.ver': '3.4.1',
      'ai.internal.sdkVersion': 'ulm_outhttp:0.1.0'
    },
    data: {
      baseType: 'RemoteDependencyData',
      baseData: {
        ver: 2,
        id: 'b7ad6b7169203331',
        name: 'GET /v1/stock/42',
        type: 'Http',
        target: 'stock.example.com:8443',
        data: 'https://stock.example.com:8443/v1/stock/42?sig=REDACTED&unit=kg',
        resultCode: '200',
        success: true,
        duration: '00:00:00.0453210',
        properties: { 'http.request.resend_count': '1', 'network.protocol.version': '1.1' }
      }
    }
  })
})

const refused = 'connect ECONNREFUSED 203.0.113.9:443'
const failing = parentOf('4bf92f3577b34da6a3ce929d0e0e4736', '', 1)
const failed = { spanId: '53995c3f42cd8ad8', at: '2026-03-01T09:31:00.500Z', duration: 2.1 }

test('a call that never got a response, in a root span', () => {
  const span = new SampleSpan('client', failing, failed, {
    'http.request.method': 'POST',
    'url.full': 'https://pay.example.net/pay',
    'server.address': 'pay.example.net',
    'server.port': 443,
    'error.type': 'ECONNREFUSED'
  })
  span.setStatus('error', refused)
  span.addLink({ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' })
  assert.deepEqual(asSent(createEnvelope(span, worker, clock), span), {
    ver: 1,
    name: 'Microsoft.ApplicationInsights.RemoteDependency',
    time: '2026-03-01T09:31:00.5000000Z',
    sampleRate: 100,
    iKey: '00000000-0000-0000-0000-000000000001',
    tags: {
      'ai.operation.id': '4bf92f3577b34da6a3ce929d0e0e4736',
      'ai.cloud.role': 'shop.worker',
      'ai.cloud.roleInstance': 'worker-0',
      'ai.internal.sdkVersion': 'outhttp:0.1.0'
    },
    data: {
      baseType: 'RemoteDependencyData',
      baseData: {
        ver: 2,
        id: '53995c3f42cd8ad8',
        name: 'POST /pay',
        type: 'Http',
        target: 'pay.example.net',
        data: 'https://pay.example.net/pay',
        resultCode: 'ECONNREFUSED',
        success: false,
        duration: '00:00:00.0021000',
        properties: {
          'error.type': 'ECONNREFUSED',
          'error.message': refused,
          '_MS.links':
            '[{"operation_Id":"0af7651916cd43dd8448eb211c80319c","id":"b7ad6b7169203331"}]'
        }
      }
    }
  })
})

test("the callee's request", () => {
  const parent = parentOf('0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331', 0.25)
  const sample = { spanId: '9f0e5c2a77d14b60', at: '2026-03-01T09:30:15.130Z', duration: 30.1112 }
  const source = {
    ...worker,
    instrumentationKey: '00000000-0000-0000-0000-000000000002',
    cloudRole: 'shop.stock',
    cloudRoleInstance: 'stock-1'
  }
  const span = new SampleSpan('server', parent, sample, {
    'http.request.method': 'GET',
    'http.route': '/v1/stock/{sku}',
    'url.full': url,
    'client.address': '203.0.113.20',
    'user_agent.original': 'orders/3.4.1',
    'http.response.status_code': 200
  })
  assert.deepEqual(asSent(createEnvelope(span, source, clock), span), {
    ver: 1,
    name: 'Microsoft.ApplicationInsights.Request',
    time: '2026-03-01T09:30:15.1300000Z',
    sampleRate: 25,
    iKey: '00000000-0000-0000-0000-000000000002',
    tags: {
      'ai.operation.id': '0af7651916cd43dd8448eb211c80319c',
      'ai.operation.parentId': 'b7ad6b7169203331',
      'ai.operation.name': 'GET /v1/stock/{sku}',
      'ai.cloud.role': 'shop.stock',
      'ai.cloud.roleInstance': 'stock-1',
      'ai.location.ip': '203.0.113.20',
      'ai.user.userAgent': 'orders/3.4.1',
      'ai.internal.sdkVersion': 'outhttp:0.1.0'
    },
    data: {
      baseType: 'RequestData',
      baseData: {
        ver: 2,
        id: '9f0e5c2a77d14b60',
        name: 'GET /v1/stock/{sku}',
        url: 'https://stock.example.com:8443/v1/stock/42?sig=REDACTED&unit=kg',
        responseCode: '200',
        success: true,
        duration: '00:00:00.0301112'
      }
    }
  })
})

test('an exception', () => {
  const cause = { code: 'ECONNREFUSED', message: refused }
  const error = new TypeError('fetch failed', { cause })
  error.stack = 'TypeError: fetch failed\n    at charge (/app/pay.js:12:3)'
  const span = new SampleSpan('internal', failing, failed, {}).recordException(error)
  const [event] = span.events
  assert.ok(event)
  const { time, ...envelope } = createEventEnvelope(span, event, worker, clock)
  assert.match(time, /^[\d-]{10}T[\d:]{8}\.\d{7}Z$/)
  assert.deepEqual(asSent(envelope, span), {
    ver: 1,
    name: 'Microsoft.ApplicationInsights.Exception',
    sampleRate: 100,
    iKey: '00000000-0000-0000-0000-000000000001',
    tags: {
      'ai.operation.id': '4bf92f3577b34da6a3ce929d0e0e4736',
      'ai.operation.parentId': '53995c3f42cd8ad8',
      'ai.cloud.role': 'shop.worker',
      'ai.cloud.roleInstance': 'worker-0',
      'ai.internal.sdkVersion': 'outhttp:0.1.0'
    },
    data: {
      baseType: 'ExceptionData',
      baseData: {
        ver: 2,
        severityLevel: 'Error',
        exceptions: [
          {
            id: 1,
            outerId: 0,
            typeName: 'TypeError',
            message: 'fetch failed',
            hasFullStack: true,
            parsedStack: [{ level: 0, method: 'charge', fileName: '/app/pay.js', line: 12 }]
          },
          { id: 2, outerId: 1, typeName: 'ECONNREFUSED', message: refused, hasFullStack: false }
        ]
      }
    }
  })
})
