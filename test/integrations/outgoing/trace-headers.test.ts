import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withTraceHeaders } from '../../../src/integrations/outgoing/trace-headers.js'
import {
  addTraceHeaders,
  type UndiciHeaders
} from '../../../src/integrations/outgoing/undici-headers.js'
import { AlwaysOnSampler } from '../../../src/trace/sampler.js'
import { Span } from '../../../src/trace/span.js'
import { fc } from '../../generated-input.js'

const foreign = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

function createSpan(traceState = ''): Span {
  const source = { sampler: new AlwaysOnSampler(), processor: { onEnd: () => undefined } }
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
  return new Span(source, 'GET', 'client', {
    traceId,
    spanId: '00f067aa0ba902b7',
    sampled: true,
    samplingRate: undefined,
    traceState,
    isRemote: true
  })
}

test('H01 a flat list keeps order and duplicates, and is not touched', () => {
  const span = createSpan()
  const list = Object.freeze(['X-A', '1', 'x-a', '2'])
  assert.deepEqual(withTraceHeaders(span, list), [...list, 'traceparent', span.traceparent])
})

test('H02 a list of pairs stays one', () => {
  const span = createSpan('a=b')
  const list = Object.freeze([Object.freeze(['X-A', '1'])])
  const expected = [
    ['X-A', '1'],
    ['traceparent', span.traceparent],
    ['tracestate', 'a=b']
  ]
  assert.deepEqual(withTraceHeaders(span, list), expected)
})

test('H03 an empty list gets the trace headers and nothing else', () => {
  const span = createSpan()
  assert.deepEqual(withTraceHeaders(span, []), ['traceparent', span.traceparent])
})

for (const name of ['traceparent', 'Traceparent', 'TRACEPARENT']) {
  test(`H08-11 a ${name} of another trace stays, and the span joins that trace`, () => {
    const span = createSpan()
    const list = [name, foreign]
    assert.equal(withTraceHeaders(span, list), list)
    assert.equal(span.traceId, foreign.slice(3, 35))
    assert.equal(span.parentId, foreign.slice(36, 52))
  })

  test(`H08-11 a ${name} of the own trace is replaced in its place`, () => {
    const span = createSpan()
    const own = `00-${span.traceId}-1111111111111111-01`
    assert.deepEqual(withTraceHeaders(span, ['a', '1', name, own, 'b', '2']), [
      'a',
      '1',
      name,
      span.traceparent,
      'b',
      '2'
    ])
    assert.deepEqual(
      withTraceHeaders(span, [
        ['a', '1'],
        [name, own]
      ]),
      [
        ['a', '1'],
        [name, span.traceparent]
      ]
    )
  })
}

test('a traceparent that cannot be read is left to the program', () => {
  const span = createSpan()
  const list = ['traceparent', 'mine']
  assert.equal(withTraceHeaders(span, list), list)
  assert.equal(span.traceId, '4bf92f3577b34da6a3ce929d0e0e4736')
})

test('H12 the tracestate of the program stays the only one', () => {
  const span = createSpan('ours=1')
  const sent = withTraceHeaders(span, ['TraceState', 'theirs=1'])
  assert.deepEqual(sent, ['TraceState', 'theirs=1', 'traceparent', span.traceparent])
})

type Form = (pairs: readonly (readonly [string, string])[]) => UndiciHeaders
const text: Form = pairs => ({ headers: pairs.map(([k, v]) => `${k}: ${v}\r\n`).join('') })
const list: Form = pairs => ({ headers: pairs.flat() })

function linesOf({ headers }: UndiciHeaders): readonly string[] {
  if (typeof headers === 'string') return headers.split('\r\n').filter(line => line !== '')
  return headers.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${headers[i + 1]}`] : []))
}

for (const [name, form] of [
  ['text (undici <= 6.0)', text],
  ['a list (6.11.0)', list]
] as const) {
  test(`U22 headers as ${name}, without addHeader, get a traceparent`, () => {
    const span = createSpan('a=b')
    const request = form([['x', '1']])
    addTraceHeaders(span, request)
    assert.deepEqual(linesOf(request), [
      'x: 1',
      `traceparent: ${span.traceparent}`,
      'tracestate: a=b'
    ])
  })

  test(`U23 headers as ${name} with a traceparent of the program keep exactly one`, () => {
    const other = form([['Traceparent', foreign]])
    addTraceHeaders(createSpan(), other)
    assert.deepEqual(linesOf(other), [`Traceparent: ${foreign}`])
    const span = createSpan()
    const own = form([
      ['Traceparent', `00-${span.traceId}-1111111111111111-01`],
      ['x', '1']
    ])
    addTraceHeaders(span, own)
    assert.deepEqual(linesOf(own), [`Traceparent: ${span.traceparent}`, 'x: 1'])
  })
}

test('whatever the list, what was in it comes first, unchanged, and one traceparent follows', () => {
  const header = fc.tuple(fc.stringMatching(/^[xX]-[a-zA-Z]{1,8}$/), fc.string())
  fc.assert(
    fc.property(fc.array(header), fc.boolean(), (pairs, isFlat) => {
      const span = createSpan()
      const given = isFlat ? pairs.flat() : pairs
      const sent = withTraceHeaders(span, given)
      assert.deepEqual(sent.slice(0, given.length), given)
      assert.equal(sent.flat().filter(item => item === 'traceparent').length, 1)
    })
  )
})
