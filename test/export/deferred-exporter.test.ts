import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DeferredExporter } from '../../src/export/deferred-exporter.js'
import type { SpanExporter } from '../../src/export/exporter.js'
import type { Span } from '../../src/trace/span.js'
import { createEndedSpan } from './ended-span.js'

function defer() {
  const exported: Span[] = []
  const take = (spans: readonly Span[]): void => void exported.push(...spans)
  let loads = 0
  const exporter: SpanExporter = {
    pending: 7,
    export: async spans => take(spans),
    exportNow: take,
    stats: () => ({ accepted: exported.length })
  }
  const deferred = new DeferredExporter(() => {
    loads++
    return exporter
  })
  return { deferred, exported, loads: () => loads }
}

test('an exporter is loaded once, with the first spans', async () => {
  const { deferred, exported, loads } = defer()
  const [first, second] = [createEndedSpan(), createEndedSpan()]
  assert.equal(loads(), 0)
  await deferred.export([first])
  deferred.exportNow([second])
  assert.equal(loads(), 1)
  assert.deepEqual(exported, [first, second])
  assert.equal(deferred.pending, 7)
})

test('a process that ends without spans does not load it', async () => {
  const { deferred, loads } = defer()
  deferred.exportNow([])
  await deferred.flush()
  assert.equal(deferred.pending, 0)
  assert.equal(loads(), 0)
})

test('who asks for its numbers gets them, spans or not', () => {
  const { deferred } = defer()
  assert.deepEqual(deferred.stats(), { accepted: 0 })
})

test('what it loads, and what that loads, have turns of the event loop of their own', async () => {
  const steps: string[] = []
  const deferred = new DeferredExporter(() => {
    steps.push('load')
    return {
      export: async () => undefined,
      prepare: async () => void steps.push('prepare')
    }
  })
  setImmediate(() => steps.push('turn'))
  await deferred.prepare()
  assert.deepEqual([steps.at(0), steps.at(-1)], ['load', 'prepare'])
  assert.ok(steps.includes('turn'), 'the program has its turn in between')
  assert.equal(deferred.prepare(), undefined, 'once')
})
