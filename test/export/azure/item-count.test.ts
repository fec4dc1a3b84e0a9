import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEnvelope, createEventEnvelope } from '../../../src/export/azure/envelope/envelope.js'
import { WallClock } from '../../../src/trace/clock.js'
import { ProbabilitySampler } from '../../../src/trace/sampler.js'
import type { Span } from '../../../src/trace/span.js'
import { readTraceContext } from '../../../src/trace/trace-context.js'
import { SpanTracer } from '../../../src/trace/tracer.js'
import { envelopeSource } from './envelope-source.js'

const traces = 100_000
const clock = new WallClock()

/** Counts as the service does: each item stands for a whole number of them. */
class CountingProcessor {
  readonly counts = { spans: 0, events: 0 }

  onEnd(span: Span): void {
    if (!span.sampled) return
    this.counts.spans += itemCount(createEnvelope(span, envelopeSource, clock))
    for (const event of span.events) {
      this.counts.events += itemCount(createEventEnvelope(span, event, envelopeSource, clock))
    }
  }
}

function itemCount({ sampleRate }: { readonly sampleRate: number }): number {
  const count = 100 / sampleRate
  assert.ok(Math.abs(count - Math.round(count)) < 1e-9, `${sampleRate} is no part of a whole`)
  return Math.round(count)
}

/** Six standard deviations of what an estimate from such a share is off by. */
function assertEstimate(counted: number, truth: number, rate: number): void {
  const spansOfTrace = truth / traces
  const error = 6 * spansOfTrace * Math.sqrt((traces * (1 - rate)) / rate)
  assert.ok(Math.abs(counted - truth) <= error, `${counted} of ${truth}, ${error} is allowed`)
}

for (const rate of [1, 0.5, 1 / 3, 0.25, 0.1, 0.004]) {
  test(`of 100,000 traces at the rate ${rate} the sum of the counts is the number of items`, () => {
    const processor = new CountingProcessor()
    const tracer = new SpanTracer(processor, new ProbabilitySampler(rate))
    for (let i = 0; i < traces; i++) {
      const root = tracer.startSpan('GET', { kind: 'server', parent: null })
      tracer.startSpan('call', { kind: 'client', parent: root }).addEvent('sent').end()
      root.end()
    }
    assertEstimate(processor.counts.spans, 2 * traces, rate)
    assertEstimate(processor.counts.events, traces, rate)
  })
}

for (const [front, back] of [
  [0.1, 0.5],
  [0.5, 0.1],
  [1, 0.25],
  [0.25, 1]
] as const) {
  test(`a service at ${back} counts all calls of one at ${front}`, () => {
    const caller = new SpanTracer({ onEnd: () => undefined }, new ProbabilitySampler(front))
    const processor = new CountingProcessor()
    const callee = new SpanTracer(processor, new ProbabilitySampler(back))
    for (let i = 0; i < traces; i++) {
      const { traceparent, traceState } = caller.startSpan('call', { parent: null })
      callee.startSpan('GET', { parent: readTraceContext(traceparent, traceState) ?? null }).end()
    }
    assertEstimate(processor.counts.spans, traces, back)
  })
}

test('a service counts all calls of one that samples as OpenTelemetry does, and tells so', () => {
  const processor = new CountingProcessor()
  const callee = new SpanTracer(processor, new ProbabilitySampler(0.5))
  const ids = new SpanTracer({ onEnd: () => undefined })
  for (let i = 0; i < traces; i++) {
    const { traceId, spanId } = ids.startSpan('call', { parent: null })
    const randomness = traceId.slice(-14)
    const isKept = randomness >= 'c0000000000000'
    const state = `ot=${isKept ? 'th:c;' : ''}rv:${randomness}`
    const header = `00-${traceId}-${spanId}-${isKept ? '01' : '00'}`
    callee.startSpan('GET', { parent: readTraceContext(header, state) ?? null }).end()
  }
  assertEstimate(processor.counts.spans, traces, 0.25)
})
