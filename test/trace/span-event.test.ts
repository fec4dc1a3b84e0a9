import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AlwaysOffSampler } from '../../src/trace/sampler.js'
import { SpanTracer } from '../../src/trace/tracer.js'
import { createRecordingTracer, RecordingProcessor } from './recording-processor.js'

test('an event has its name, its time and a copy of its attributes', () => {
  const span = createRecordingTracer().tracer.startSpan('work')
  const own = { 'cart.items': 3 }
  assert.equal(span.addEvent('paid', own), span)
  own['cart.items'] = 4
  const [event] = span.events
  assert.equal(event?.name, 'paid')
  assert.deepEqual(event?.attributes, { 'cart.items': 3 })
  assert.ok(event && event.time >= span.startTime)
})

test('a span without events has an empty list of them, the same for all', () => {
  const { tracer } = createRecordingTracer()
  assert.deepEqual(tracer.startSpan('a').events, [])
  assert.equal(tracer.startSpan('a').events, tracer.startSpan('b').events)
})

test('an exception is an event as OpenTelemetry names it', () => {
  const span = createRecordingTracer().tracer.startSpan('work')
  const error = new RangeError('too far')
  assert.equal(span.recordException(error, { 'order.id': 7 }), span)
  assert.deepEqual(span.events[0]?.attributes, {
    'exception.type': 'RangeError',
    'exception.message': 'too far',
    'exception.stacktrace': error.stack,
    'order.id': 7
  })
  assert.equal(span.events[0]?.name, 'exception')
  assert.equal(span.status, 'unset')
})

test('what is recorded after the end is ignored', () => {
  const span = createRecordingTracer().tracer.startSpan('late')
  span.end()
  span.addEvent('late').recordException(new Error('late'))
  assert.deepEqual(span.events, [])
})

test('a span that is not kept does not look at errors', () => {
  const span = new SpanTracer(new RecordingProcessor(), new AlwaysOffSampler()).startSpan('dropped')
  let looks = 0
  const error = Object.defineProperty({}, 'stack', { get: () => looks++ })
  span.recordException(error).addEvent('any')
  assert.equal(looks, 0)
  assert.deepEqual(span.events, [])
})

test('of 130 events the last 128 are kept, and the others counted', () => {
  const span = createRecordingTracer().tracer.startSpan('busy')
  for (let i = 0; i < 128; i++) span.addEvent(`event ${i}`)
  assert.equal(span.droppedEvents, 0)
  span.addEvent('event 128').recordException(new Error('the last'))
  assert.equal(span.events.length, 128)
  assert.equal(span.events[0]?.name, 'event 2')
  assert.equal(span.events[127]?.name, 'exception')
  assert.equal(span.droppedEvents, 2)
})

test('attributes whose getters throw are left out', () => {
  const span = createRecordingTracer().tracer.startSpan('work')
  const hostile = {
    get secret(): string {
      throw new Error('from the getter')
    }
  }
  span.addEvent('hostile', hostile).recordException(new Error('x'), hostile)
  assert.deepEqual(span.events[0]?.attributes, {})
  assert.equal(span.events[1]?.attributes['exception.message'], 'x')
})
