import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProbabilitySampler } from '../../src/trace/sampler.js'
import { SpanTracer } from '../../src/trace/tracer.js'
import { createRecordingTracer, RecordingProcessor } from './recording-processor.js'

const link = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }

test('a span reaches the processor once, however often it is ended', () => {
  const { tracer, ended } = createRecordingTracer()
  const span = tracer.startSpan('once')
  assert.deepEqual(ended, [])
  span.end()
  const { endTime } = span
  span.end()
  assert.deepEqual(ended, [span])
  assert.equal(span.endTime, endTime)
})

test('an open span has no end and no duration', () => {
  const span = createRecordingTracer().tracer.startSpan('open')
  assert.equal(span.ended, false)
  assert.ok(Number.isNaN(span.endTime))
  assert.ok(Number.isNaN(span.duration))
})

test('the duration is the time from start to end', () => {
  const span = createRecordingTracer().tracer.startSpan('timed')
  span.end()
  assert.ok(span.duration >= 0)
  assert.equal(span.duration, span.endTime - span.startTime)
})

test('what is set before the end is there, and calls can be chained', () => {
  const span = createRecordingTracer().tracer.startSpan('set')
  span.setAttribute('a', 1).setAttribute('a', [true]).setStatus('error', 'broken').addLink(link)
  assert.deepEqual(span.attributes, { a: [true] })
  assert.equal(span.status, 'error')
  assert.equal(span.statusMessage, 'broken')
  assert.deepEqual(span.links, [link])
})

test('what is set after the end is ignored', () => {
  const span = createRecordingTracer().tracer.startSpan('late')
  const { traceId } = span
  span.end()
  span.setAttribute('a', 1).setStatus('error', 'broken').addLink(link).joinTrace(link)
  assert.deepEqual(span.attributes, {})
  assert.equal(span.status, 'unset')
  assert.equal(span.statusMessage, undefined)
  assert.deepEqual(span.links, [])
  assert.equal(span.traceId, traceId)
  assert.equal(span.parentId, undefined)
})

test('a link is copied: what the program does with its object later does not matter', () => {
  const own = { ...link }
  const span = createRecordingTracer().tracer.startSpan('linked').addLink(own)
  own.spanId = 'changed'
  assert.deepEqual(span.links, [link])
})

test('nothing set on one span is found on another', () => {
  const { tracer } = createRecordingTracer()
  tracer.startSpan('first').setAttribute('__proto__', ['x']).setAttribute('a', 1).addLink(link)
  const second = tracer.startSpan('second')
  assert.deepEqual(second.attributes, {})
  assert.deepEqual(second.links, [])
  assert.equal(Reflect.get({}, 'x'), undefined)
})

test('a span that joins a trace is the child of the span that is named there', () => {
  const span = createRecordingTracer().tracer.startSpan('joined')
  const { spanId } = span
  span.joinTrace(link)
  assert.equal(span.traceId, link.traceId)
  assert.equal(span.parentId, link.spanId)
  assert.equal(span.spanId, spanId)
  assert.equal(span.traceparent, `00-${link.traceId}-${spanId}-01`)
})

test('a span that joins a trace is kept when that trace is, and handed on in either case', () => {
  // Its score is 33.46.
  for (const [rate, kept] of [
    [0.34, true],
    [0.33, false]
  ] as const) {
    const processor = new RecordingProcessor()
    const tracer = new SpanTracer(processor, new ProbabilitySampler(rate))
    for (let i = 0; i < 20; i++) {
      const span = tracer.startSpan('joined')
      span.joinTrace(link)
      span.end()
      assert.equal(span.sampled, kept)
      assert.equal(span.samplingRate, rate)
    }
    assert.equal(processor.spans.length, 20)
  }
})

test('all spans of one kind share one shape', () => {
  const { tracer } = createRecordingTracer()
  const [first, second] = [tracer.startSpan('a'), tracer.startSpan('b', { parent: null })]
  assert.deepEqual(Object.keys(first), Object.keys(second))
})
