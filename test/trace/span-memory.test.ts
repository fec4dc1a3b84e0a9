import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Span } from '../../src/trace/span.js'
import { SpanTracer } from '../../src/trace/tracer.js'

const tracer = new SpanTracer({ onEnd: () => undefined })

/** A span three levels below a request, and references to those above it that keep none alive. */
function createDeepSpan() {
  const request = tracer.startSpan('GET', { kind: 'server', parent: null })
  const outer = tracer.startSpan('outer', { parent: request })
  const inner = tracer.startSpan('inner', { parent: outer })
  const span = tracer.startSpan('call', { parent: inner })
  return { span, above: [outer, inner].map(each => new WeakRef<Span>(each)) }
}

test('a span keeps its request in memory, and nothing else that is above it', async () => {
  const { span, above } = createDeepSpan()
  // A WeakRef holds until the turn of the event loop is over.
  await new Promise(resolve => setImmediate(resolve))
  globalThis.gc?.()
  assert.deepEqual(
    above.map(reference => reference.deref()),
    [undefined, undefined]
  )
  assert.equal(span.entrySpan?.name, 'GET')
})
