import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AlwaysOffSampler, AlwaysOnSampler } from '../../src/trace/sampler.js'
import { readTraceContext } from '../../src/trace/trace-context.js'
import { SpanTracer } from '../../src/trace/tracer.js'
import { fc } from '../generated-input.js'
import { arbitraryTraceparent } from './arbitrary-trace.js'
import { RecordingProcessor } from './recording-processor.js'

/** The last 14 digits are the trace's randomness. */
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const contextOf = (flags: string, traceState: string) =>
  readTraceContext(`00-${traceId}-00f067aa0ba902b7-${flags}`, traceState)

const kept: readonly (readonly [traceState: string, rate: number])[] = [
  ['ot=th:0', 1],
  ['ot=th:8', 0.5],
  ['ot=th:c;rv:d0000000000000', 0.25],
  ['ot=th:c;rv:c0000000000000', 0.25],
  ['a=1,ot=th:8,b=2', 0.5],
  ['ot=rv:ffffffffffffff;th:8', 0.5],
  ['ot=x:1;th:8', 0.5],
  ['ot=th:fd70a3d70a3d71;rv:ffffffffffffff', 0.01],
  ['ot=th:fffffff0000000;rv:ffffffffffffff', 2 ** -28],
  ['ot=rv:no;th:8', 0.5]
]
for (const [traceState, rate] of kept) {
  const believed = rate >= 1e-6
  test(`a sampled parent with ${traceState} was kept at ${believed ? rate : 'no rate of this world'}`, () => {
    const context = contextOf('01', traceState)
    const read = context?.samplingRate
    assert.ok(believed ? Math.abs((read ?? 0) - rate) < 1e-12 : read === undefined, `${read}`)
    if (believed) assert.equal(context?.traceState, traceState)
  })
}

const unknown: readonly (readonly [traceState: string, kept: string])[] = [
  ['', ''],
  ['a=th:8', 'a=th:8'],
  ['ot=rv:ffffffffffffff', 'ot=rv:ffffffffffffff'],
  ['ot=th:', ''],
  ['ot=th:xyz,a=1', 'a=1'],
  ['ot=th:8A', ''],
  ['ot=th:000000000000000', ''],
  // It was kept, though its randomness is below the threshold.
  ['ot=th:c;rv:bfffffffffffff', 'ot=rv:bfffffffffffff'],
  ['ot=th:f', '']
]
for (const [traceState, left] of unknown) {
  test(`a sampled parent with "${traceState}" does not tell its rate`, () => {
    const context = contextOf('01', traceState)
    assert.equal(context?.samplingRate, undefined)
    assert.equal(context?.traceState, left)
  })
}

test('a span goes on with decision and rate of a parent that tells them', () => {
  const tracer = new SpanTracer(new RecordingProcessor(), new AlwaysOffSampler())
  const parent = contextOf('01', 'ot=th:8') ?? null
  const span = tracer.startSpan('callee', { parent })
  const child = tracer.startSpan('work', { parent: span })
  for (const { sampled, samplingRate } of [span, child]) {
    assert.equal(sampled, true)
    assert.equal(samplingRate, 0.5)
  }
  assert.equal(child.traceState, 'ot=th:8')
})

test('a parent that samples in this way and has not kept the trace is followed', () => {
  const tracer = new SpanTracer(new RecordingProcessor(), new AlwaysOnSampler())
  const parent = contextOf('00', 'ot=rv:01234567890123') ?? null
  assert.equal(tracer.startSpan('callee', { parent }).sampled, false)
})

test('a parent that does not say how it samples is decided anew, whatever its flag', () => {
  const tracer = new SpanTracer(new RecordingProcessor(), new AlwaysOnSampler())
  for (const flags of ['00', '01']) {
    const span = tracer.startSpan('callee', { parent: contextOf(flags, 'a=1') ?? null })
    assert.equal(span.sampled, true)
    assert.equal(span.samplingRate, 1)
  }
})

test('whatever the member says, a rate is a probability', () => {
  const part = fc.tuple(
    fc.constantFrom('th', 'rv', 'x', ''),
    fc.string({ unit: fc.constantFrom(...'0123456789abcdefg:'), maxLength: 16 })
  )
  const parts = fc.array(
    part.map(([name, value]) => `${name}:${value}`),
    { maxLength: 5 }
  )
  fc.assert(
    fc.property(arbitraryTraceparent, parts, (parent, list) => {
      const flags = parent.sampled ? '01' : '00'
      const header = `00-${parent.traceId}-${parent.spanId}-${flags}`
      const context = readTraceContext(header, `ot=${list.join(';')}`)
      const { samplingRate = 1 } = context ?? {}
      assert.ok(samplingRate === 0 ? !parent.sampled : samplingRate >= 1e-6 && samplingRate <= 1)
    })
  )
})
