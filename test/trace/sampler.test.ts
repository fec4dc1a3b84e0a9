import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigurationError } from '../../src/diagnostics/errors.js'
import { createTraceId } from '../../src/trace/ids.js'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ProbabilitySampler,
  type Sampler,
  samplingScore
} from '../../src/trace/sampler.js'
import { SpanTracer } from '../../src/trace/tracer.js'
import { RecordingProcessor } from './recording-processor.js'

// azure-ingestion.md §11: what NET, JS and N2 compute.
const scores = {
  '0af7651916cd43dd8448eb211c80319c': 52.78892803601405,
  '4bf92f3577b34da6a3ce929d0e0e4736': 33.46135385030012,
  '00000000000000000000000000000001': 2.339351457701694,
  abc: 46.12368808413096
}
for (const [traceId, score] of Object.entries(scores)) {
  test(`the score of ${traceId} is the one of Microsoft's SDKs`, () => {
    assert.equal(samplingScore(traceId), score)
  })
}

test('a trace is kept when its score is below the rate, and not when it is the rate', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  assert.equal(new ProbabilitySampler(0.53).shouldSample(traceId), true)
  assert.equal(new ProbabilitySampler(0.52).shouldSample(traceId), false)
})

test('the rate 0 keeps nothing, not even the score 0', () => {
  const sampler = new ProbabilitySampler(0)
  for (let i = 0; i < 1_000; i++) assert.equal(sampler.shouldSample(createTraceId()), false)
})

test('the rate 1 keeps everything, and is the default', () => {
  const sampler = new ProbabilitySampler()
  assert.equal(sampler.rate, 1)
  for (let i = 0; i < 1_000; i++) assert.equal(sampler.shouldSample(createTraceId()), true)
})

const refused = [
  Number.NaN,
  -0.1,
  -Number.MIN_VALUE,
  1.1,
  1 + Number.EPSILON,
  Number.POSITIVE_INFINITY,
  '0.5',
  null,
  1n,
  Object.create(null)
] as number[]
for (const rate of refused) {
  test(`the rate ${typeof rate} ${Object(rate) === rate ? '{}' : rate} is refused`, () => {
    assert.throws(() => new ProbabilitySampler(rate), {
      name: 'ConfigurationError',
      code: 'ERR_SAMPLING_RATE',
      setting: 'samplingRate',
      message: /^samplingRate \(from code\): .* allowed is a number from 0\.0 to 1\.0$/
    })
  })
}

test('a refused rate is a ConfigurationError', () => {
  assert.throws(() => new ProbabilitySampler(2), ConfigurationError)
})

for (const rate of [0.01, 0.25, 0.5, 0.9]) {
  test(`of 100,000 traces the share ${rate} is kept, within the statistical error`, () => {
    const count = 100_000
    const sampler = new ProbabilitySampler(rate)
    let kept = 0
    for (let i = 0; i < count; i++) if (sampler.shouldSample(createTraceId())) kept++
    // Six standard deviations: one failure in 500 million runs.
    const error = 6 * Math.sqrt(count * rate * (1 - rate))
    assert.ok(Math.abs(kept - count * rate) < error, `${kept} of ${count}`)
  })
}

test('children inherit decision and rate; the sampler is asked once for a trace', () => {
  for (const kept of [true, false]) {
    const asked: string[] = []
    const sampler = createSampler(0.25, traceId => asked.push(traceId) > 0 && kept)
    const tracer = new SpanTracer(new RecordingProcessor(), sampler)
    const root = tracer.startSpan('root')
    const child = tracer.startSpan('child', { parent: root })
    const grandchild = tracer.startSpan('grandchild', { parent: child })
    assert.deepEqual(asked, [root.traceId])
    for (const span of [root, child, grandchild]) {
      assert.equal(span.sampled, kept)
      assert.equal(span.samplingRate, 0.25)
    }
  }
})

test('the child of a remote parent is decided anew, at the local rate', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  const spanId = '00f067aa0ba902b7'
  const remote = { samplingRate: undefined, traceState: 'a=1', isRemote: true }
  for (const [rate, kept] of [
    [0.53, true],
    [0.52, false]
  ] as const) {
    const tracer = new SpanTracer(new RecordingProcessor(), new ProbabilitySampler(rate))
    const parent = { ...remote, traceId, spanId, sampled: !kept }
    const span = tracer.startSpan('callee', { parent })
    assert.equal(span.sampled, kept)
    assert.equal(span.samplingRate, rate)
    assert.equal(span.traceState, 'a=1')
  }
})

test('a span that is not kept has valid ids and the flag 00', () => {
  const tracer = new SpanTracer(new RecordingProcessor(), new AlwaysOffSampler())
  const span = tracer.startSpan('dropped')
  assert.match(span.traceparent, /^00-[\da-f]{32}-[\da-f]{16}-00$/)
  assert.equal(span.sampled, false)
})

test('without a sampler all is kept', () => {
  const span = new SpanTracer(new RecordingProcessor()).startSpan('kept')
  assert.equal(span.sampled, true)
  assert.equal(span.samplingRate, new AlwaysOnSampler().rate)
})

function createSampler(rate: number, shouldSample: (traceId: string) => boolean): Sampler {
  return { rate, shouldSample }
}
