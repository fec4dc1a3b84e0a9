import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEventEnvelope } from '../../../../src/export/azure/envelope/envelope.js'
import { formatEnvelopeLine } from '../../../../src/export/azure/envelope/envelope-line.js'
import { EnvelopeWriter } from '../../../../src/export/azure/envelope/envelope-writer.js'
import { WallClock } from '../../../../src/trace/clock.js'
import { ProbabilitySampler } from '../../../../src/trace/sampler.js'
import type { Span } from '../../../../src/trace/span.js'
import { SpanTracer } from '../../../../src/trace/tracer.js'
import type { BaseData, ExceptionDetails } from '../../../../tools/ingestion-stand-in/envelope.js'
import { checkItem } from '../../../../tools/ingestion-stand-in/envelope-check.js'
import { envelopeSource } from '../envelope-source.js'

const clock = new WallClock()

/** What the first event of a span becomes, checked as the service would. */
function itemOf(fill: (span: Span) => void) {
  const span = new SpanTracer({ onEnd: () => undefined }).startSpan('work', { parent: null })
  fill(span)
  span.end()
  const [event] = span.events
  assert.ok(event)
  const line = formatEnvelopeLine(createEventEnvelope(span, event, envelopeSource, clock))
  assert.ok(Buffer.byteLength(line) <= 64_000)
  const envelope = JSON.parse(line)
  assert.deepEqual(checkItem(envelope, { ...envelopeSource, strictTime: true }).problems, [])
  return { span, event, envelope, data: envelope.data.baseData as BaseData }
}

function exceptionsOf(error: unknown): readonly ExceptionDetails[] {
  return itemOf(span => span.recordException(error)).data.exceptions ?? []
}

test('an event is a message, a child of its span, of the time at which it happened', () => {
  const { span, event, envelope } = itemOf(span => span.addEvent('paid', { amount: 3 }))
  const { time, data, tags, name, sampleRate } = envelope
  assert.equal(name, 'Microsoft.ApplicationInsights.Message')
  assert.equal(Date.parse(time), Math.floor(clock.at(event.time)))
  assert.equal(sampleRate, 100)
  assert.deepEqual(data, {
    baseType: 'MessageData',
    baseData: { ver: 2, message: 'paid', properties: { amount: '3' } }
  })
  assert.equal(tags['ai.operation.id'], span.traceId)
  assert.equal(tags['ai.operation.parentId'], span.spanId)
})

test('an event that says so is a custom event', () => {
  const { envelope } = itemOf(span => {
    span.addEvent('any', { 'microsoft.custom_event.name': 'order paid', amount: 3 })
  })
  assert.equal(envelope.name, 'Microsoft.ApplicationInsights.Event')
  assert.deepEqual(envelope.data, {
    baseType: 'EventData',
    baseData: { ver: 2, name: 'order paid', properties: { amount: '3' } }
  })
})

test('what happens in the span of a request carries the name of the request', () => {
  const tracer = new SpanTracer({ onEnd: () => undefined })
  const span = tracer.startSpan('GET /orders', { kind: 'server' }).addEvent('paid')
  const [event] = span.events
  assert.ok(event)
  const { tags } = createEventEnvelope(span, event, envelopeSource, clock)
  assert.equal(tags['ai.operation.name'], 'GET /orders')
})

test('an event is kept at the rate of its span', () => {
  const tracer = new SpanTracer({ onEnd: () => undefined }, new ProbabilitySampler(0.25))
  let span = tracer.startSpan('work')
  while (!span.sampled) span = tracer.startSpan('work')
  const [event] = span.addEvent('paid').events
  assert.ok(event)
  assert.equal(createEventEnvelope(span, event, envelopeSource, clock).sampleRate, 25)
})

test('a span is written before its events, each on a line', () => {
  const span = new SpanTracer({ onEnd: () => undefined }).startSpan('work')
  span.addEvent('first').recordException(new Error('second')).end()
  const lines = new EnvelopeWriter(envelopeSource).write([span, span])
  assert.deepEqual(
    lines.map(line => JSON.parse(line).data.baseType),
    Array(2).fill(['RemoteDependencyData', 'MessageData', 'ExceptionData']).flat()
  )
})

test('of a message as much is sent as fits', () => {
  const plain = itemOf(span => span.addEvent('x'.repeat(32_769))).data.message ?? ''
  assert.equal(plain.length, 32_768)
  const escaped = itemOf(span => span.addEvent('\u0001'.repeat(32_768))).data.message ?? ''
  assert.ok(escaped.length > 7_000, `${escaped.length}`)
  const pairs = itemOf(span => span.addEvent('😀'.repeat(20_000))).data.message ?? ''
  assert.ok(pairs.isWellFormed())
  assert.equal(itemOf(span => span.addEvent('')).data.message, 'event')
})

test('an error is an exception with the frames of its stack', () => {
  const error = new RangeError('too far')
  error.stack = [
    'RangeError: too far',
    '    at charge (/app/pay.js:12:3)',
    '    at async Promise.all (index 0)',
    '    at new Cart (file:///app/cart.mjs:7:1)',
    '    at Object.<anonymous> [as pay] (C:\\app\\main.js:3:5)',
    '    at /app/main.js:1:1',
    '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
    '    at eval (eval at run (/app/x.js:1:2), <anonymous>:3:4)'
  ].join('\n')
  const { envelope } = itemOf(span => span.recordException(error, { 'order.id': 7 }))
  assert.equal(envelope.name, 'Microsoft.ApplicationInsights.Exception')
  assert.deepEqual(envelope.data.baseData, {
    ver: 2,
    severityLevel: 'Error',
    exceptions: [
      {
        id: 1,
        outerId: 0,
        typeName: 'RangeError',
        message: 'too far',
        hasFullStack: true,
        parsedStack: [
          { level: 0, method: 'charge', fileName: '/app/pay.js', line: 12 },
          { level: 1, method: 'async Promise.all', fileName: 'index 0' },
          { level: 2, method: 'new Cart', fileName: 'file:///app/cart.mjs', line: 7 },
          {
            level: 3,
            method: 'Object.<anonymous> [as pay]',
            fileName: 'C:\\app\\main.js',
            line: 3
          },
          { level: 4, method: '<anonymous>', fileName: '/app/main.js', line: 1 },
          {
            level: 5,
            method: 'process.processTicksAndRejections',
            fileName: 'node:internal/process/task_queues',
            line: 95
          },
          {
            level: 6,
            method: 'eval',
            fileName: 'eval at run (/app/x.js:1:2), <anonymous>',
            line: 3
          }
        ]
      }
    ],
    properties: { 'order.id': '7' }
  })
})

test('causes refer to what they caused', () => {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  const exceptions = exceptionsOf(new TypeError('fetch failed', { cause }))
  assert.deepEqual(
    exceptions.map(({ id, outerId, typeName, message }) => [id, outerId, typeName, message]),
    [
      [1, 0, 'TypeError', 'fetch failed'],
      [2, 1, 'ECONNREFUSED', 'connect ECONNREFUSED']
    ]
  )
})

const unnamed = [undefined, null, '', 'undefined', { name: 'undefined' }, Object.create(null)]
for (const error of unnamed) {
  test(`${JSON.stringify(error)} that is thrown has type and message all the same`, () => {
    const [exception] = exceptionsOf(error)
    assert.equal(exception?.typeName, 'Error')
    assert.equal(exception?.hasFullStack, false)
    assert.ok(exception?.message)
  })
}

test('an exception that the program describes itself is one', () => {
  const [exception] =
    itemOf(span => {
      span.addEvent('exception', {
        'exception.type': 'PaymentError',
        'exception.message': 'no funds',
        'exception.stacktrace': 'PaymentError: no funds\n    at pay (/app/pay.js:1:2)'
      })
    }).data.exceptions ?? []
  assert.deepEqual(exception, {
    id: 1,
    outerId: 0,
    typeName: 'PaymentError',
    message: 'no funds',
    hasFullStack: true,
    parsedStack: [{ level: 0, method: 'pay', fileName: '/app/pay.js', line: 1 }]
  })
})

test('a stack of another form is sent as it is', () => {
  const error = Object.assign(new Error('x'), { stack: 'x@app.js:1:2' })
  const [exception] = exceptionsOf(error)
  assert.equal(exception?.stack, 'x@app.js:1:2')
  assert.equal(exception?.hasFullStack, true)
  assert.equal(exception?.parsedStack, undefined)
})

test('of a deep stack both ends are kept, below 32 KB', () => {
  const error = new Error('deep')
  const frames = Array.from({ length: 1_000 }, (_, i) => `    at f${i} (/app/f.js:${i}:1)`)
  error.stack = ['Error: deep', ...frames].join('\n').slice(0, 32_768)
  const [exception] = exceptionsOf(error)
  const stack = exception?.parsedStack ?? []
  assert.equal(exception?.hasFullStack, false)
  assert.ok(Buffer.byteLength(JSON.stringify(stack)) < 32_000)
  assert.equal(stack[0]?.level, 0)
  assert.equal(stack.at(-1)?.level, error.stack.split('\n').length - 2)
  assert.ok(stack.length > 300)
})

test('ten exceptions with long texts and stacks make one item', () => {
  let error: unknown
  for (let i = 0; i < 12; i++) {
    const outer = new Error('é'.repeat(40_000), { cause: error })
    outer.name = '\u0001'.repeat(2_000)
    outer.stack = `Error\n${'    at f (/app/f.js:1:1)\n'.repeat(1_000)}`
    error = outer
  }
  const exceptions = exceptionsOf(error)
  assert.equal(exceptions.length, 10)
  for (const { message, parsedStack = [] } of exceptions) {
    assert.ok(message.length > 500)
    assert.ok(parsedStack.length > 5)
  }
})

test('a short error with a long message keeps all 32,768 characters of it', () => {
  const [exception] = exceptionsOf(new Error('m'.repeat(40_000)))
  assert.equal(exception?.message.length, 32_768)
})

test('lines of a message that look like frames do no harm', () => {
  const longest = (line: string) => `${line.repeat(Math.floor(990 / line.length))}\n`.repeat(33)
  for (const part of [' (', ' (:1', ':1', ' (1:1:', 'at ']) {
    const stack = `Error: x\n${longest(part).replaceAll(/^/gm, 'at ')}`
    const [exception] = exceptionsOf(Object.assign(new Error('x'), { stack }))
    assert.ok((exception?.parsedStack ?? []).length > 0)
  }
})
