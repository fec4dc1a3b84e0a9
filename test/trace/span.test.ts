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

test('names and messages of programs without types become text', () => {
  const { tracer } = createRecordingTracer()
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  const texts = new Map<unknown, string>([
    [42, '42'],
    [new Error('broken'), 'broken'],
    [Symbol('own'), 'Symbol(own)'],
    [null, 'null'],
    [revoked.proxy, '']
  ])
  for (const [value, text] of texts) {
    const any = value as string
    const span = tracer.startSpan(any).setStatus('error', any).addEvent(any)
    assert.deepEqual([span.name, span.statusMessage, span.events[0]?.name], [text, text, text])
    assert.equal(tracer.startSpan('other').updateName(any).name, text)
  }
})

test('a status that there is not is ignored', () => {
  const span = createRecordingTracer().tracer.startSpan('ok').setStatus('ok')
  span.setStatus({ code: 1 } as never, 'ignored')
  assert.deepEqual([span.status, span.statusMessage], ['ok', undefined])
})

test('what is set after the end is ignored', () => {
  const span = createRecordingTracer().tracer.startSpan('late')
  const { traceId } = span
  span.end()
  span.setAttribute('a', 1).setStatus('error', 'broken').addLink(link).updateName('later')
  span.joinTrace(link)
  assert.equal(span.name, 'late')
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

test('a span that joins a trace leaves the tracestate of its old one behind', () => {
  const parent = { ...link, sampled: true, samplingRate: 1, traceState: 'a=1', isRemote: true }
  const span = createRecordingTracer().tracer.startSpan('joined', { parent })
  assert.equal(span.traceState, 'a=1')
  span.joinTrace({ traceId: 'f'.repeat(32), spanId: link.spanId })
  assert.equal(span.traceState, '')
})

test('a span can be named while it is open', () => {
  const span = createRecordingTracer().tracer.startSpan('GET')
  assert.equal(span.updateName('GET /orders/:id'), span)
  assert.equal(span.name, 'GET /orders/:id')
})

for (const kind of ['server', 'consumer'] as const) {
  test(`what is done below a ${kind} span is done for it`, () => {
    const { tracer } = createRecordingTracer()
    const entry = tracer.startSpan('GET', { kind, parent: null })
    const child = tracer.startSpan('work', { parent: entry })
    const grandchild = tracer.startSpan('call', { kind: 'client', parent: child })
    const nested = tracer.startSpan('GET', { kind, parent: grandchild })
    for (const span of [entry, child, grandchild]) assert.equal(span.entrySpan, entry)
    assert.equal(nested.entrySpan, nested)
  })
}

test('without a server span nothing is done for one', () => {
  const { tracer } = createRecordingTracer()
  const parent = { ...link, sampled: true, samplingRate: 1, traceState: '', isRemote: true }
  const remote = tracer.startSpan('work', { parent })
  assert.equal(remote.entrySpan, undefined)
  assert.equal(tracer.startSpan('work', { parent: remote }).entrySpan, undefined)
})

test('a span that joins another trace is no longer done for the request of its old one', () => {
  const { tracer } = createRecordingTracer()
  const span = tracer.startSpan('call', { parent: tracer.startSpan('GET', { kind: 'server' }) })
  span.joinTrace(link)
  assert.equal(span.entrySpan, undefined)
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
