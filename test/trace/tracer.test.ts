import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import type { Span } from '../../src/trace/span.js'
import { createRecordingTracer } from './recording-processor.js'

const link = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }

test('a span without a parent is the root of a trace', () => {
  const { tracer } = createRecordingTracer()
  const [first, second] = [tracer.startSpan('first'), tracer.startSpan('second')]
  assert.equal(first.parentId, undefined)
  assert.equal(first.kind, 'internal')
  assert.notEqual(first.traceId, second.traceId)
})

test('a span has the options that it was started with', () => {
  const { tracer } = createRecordingTracer()
  const parent = tracer.startSpan('parent')
  const attributes = { a: 1, b: undefined }
  const span = tracer.startSpan('x', { kind: 'client', parent, attributes, links: [link] })
  assert.equal(span.kind, 'client')
  assert.equal(span.parentId, parent.spanId)
  assert.equal(span.traceId, parent.traceId)
  assert.deepEqual(span.attributes, attributes)
  assert.deepEqual(span.links, [link])
  assert.equal(span.isRemote, false)
})

test('a span that is started does not become the current one', () => {
  const { tracer } = createRecordingTracer()
  tracer.startSpan('other')
  assert.equal(tracer.currentSpan(), undefined)
  assert.equal(tracer.startSpan('next').parentId, undefined)
})

test('the current span is the parent, unless the parent is null', () => {
  const { tracer } = createRecordingTracer()
  tracer.span('outer', outer => {
    assert.equal(tracer.startSpan('child').parentId, outer.spanId)
    const root = tracer.startSpan('root', { parent: null })
    assert.equal(root.parentId, undefined)
    assert.notEqual(root.traceId, outer.traceId)
  })
})

test('span() returns what the function returns, and ends when it does', () => {
  const { tracer, ended } = createRecordingTracer()
  const result = { some: 'object' }
  const returned = tracer.span(
    'sync',
    span => {
      assert.equal(tracer.currentSpan(), span)
      assert.equal(span.ended, false)
      return result
    },
    { kind: 'client' }
  )
  assert.equal(returned, result)
  assert.deepEqual(outcomesOf(ended), [['sync', 'unset', undefined, undefined]])
  assert.equal(ended[0]?.kind, 'client')
  assert.equal(tracer.currentSpan(), undefined)
})

test('span() ends when the promise settles', async () => {
  const { tracer, ended } = createRecordingTracer()
  const { promise, resolve } = createPromise<number>()
  const returned = tracer.span('async', () => promise)
  await Promise.resolve()
  assert.deepEqual(ended, [])
  resolve(7)
  assert.equal(await returned, 7)
  assert.equal(ended.length, 1)
})

test('span() works on thenables that are no promises', async () => {
  const { tracer, ended } = createRecordingTracer()
  // biome-ignore lint/suspicious/noThenProperty: that is what a thenable is.
  const thenable = { then: (onValue: (value: number) => unknown) => onValue(7) }
  tracer.span('thenable', () => thenable)
  assert.equal(ended.length, 1)
})

test('a thenable that starts its work when it is awaited works in the span', async () => {
  const { tracer } = createRecordingTracer()
  let seen: Span | undefined
  const lazy = {
    // biome-ignore lint/suspicious/noThenProperty: that is what a thenable is.
    then: (onValue: (value: number) => unknown) => {
      seen = tracer.currentSpan()
      return onValue(7)
    }
  }
  let own: Span | undefined
  await tracer.span('lazy', span => {
    own = span
    return lazy
  })
  assert.equal(seen, own)
  assert.notEqual(own, undefined)
})

test('an error that is thrown is recorded and goes on as it is', () => {
  const { tracer, ended } = createRecordingTracer()
  const error = new RangeError('too far')
  assert.throws(
    () =>
      tracer.span('throwing', () => {
        throw error
      }),
    thrown => thrown === error
  )
  assert.deepEqual(outcomesOf(ended), [['throwing', 'error', 'RangeError', 'too far']])
})

test('an error that a promise rejects with is recorded and goes on as it is', async () => {
  const { tracer, ended } = createRecordingTracer()
  const error = new TypeError('fetch failed')
  const returned = tracer.span('rejecting', () => Promise.reject(error))
  await assert.rejects(returned, thrown => thrown === error)
  assert.deepEqual(outcomesOf(ended), [['rejecting', 'error', 'TypeError', 'fetch failed']])
})

const unusual = {
  'an error of another realm': [runInNewContext('new SyntaxError("foreign")'), 'SyntaxError'],
  'a text': ['broken', 'string'],
  undefined: [undefined, 'undefined'],
  null: [null, 'object'],
  'an object without prototype': [Object.create(null), 'object'],
  'an error whose name is no text': [Object.assign(new Error('x'), { name: 7 }), 'object'],
  'an object whose getters throw': [throwingGetters(), 'object']
} satisfies Record<string, [unknown, string]>
for (const [what, [error, type]] of Object.entries(unusual)) {
  test(`${what} that is thrown goes on as it is`, async () => {
    const { tracer, ended } = createRecordingTracer()
    const isSame = (thrown: unknown) => thrown === error
    const fail = (): never => {
      throw error
    }
    assert.throws(() => tracer.span('sync', fail), isSame)
    await assert.rejects(
      tracer.span('async', async () => fail()),
      isSame
    )
    assert.deepEqual(
      ended.map(span => [span.status, span.attributes['error.type']]),
      Array(2).fill(['error', type])
    )
  })
}

test('a span that the function has ended itself keeps its result', () => {
  const { tracer, ended } = createRecordingTracer()
  const fail = (span: Span): never => {
    span.setStatus('ok').end()
    throw new Error('later')
  }
  assert.throws(() => tracer.span('ended', fail), /later/)
  assert.deepEqual(outcomesOf(ended), [['ended', 'ok', undefined, undefined]])
})

test('spans within spans are children', async () => {
  const { tracer, ended } = createRecordingTracer()
  await tracer.span('outer', async () => {
    await Promise.resolve()
    await tracer.span('inner', async () => undefined)
  })
  const [inner, outer] = ended
  assert.equal(inner?.parentId, outer?.spanId)
  assert.equal(inner?.traceId, outer?.traceId)
})

test('an unhandled rejection in a span stays an unhandled rejection, one', () => {
  const program = join(__dirname, 'fixtures', 'unhandled-rejection.js')
  const { stdout, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' })
  assert.equal(stdout, 'unhandled: nobody listens\n', stderr)
})

function outcomesOf(spans: readonly Span[]) {
  return spans.map(({ name, status, attributes, statusMessage }) => [
    name,
    status,
    attributes['error.type'],
    statusMessage
  ])
}

function throwingGetters(): object {
  const fail = () => {
    throw new Error('from the getter')
  }
  return Object.defineProperties({}, { name: { get: fail }, message: { get: fail } })
}

/** Promise.withResolvers() of Node 22. */
function createPromise<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let settle: (value: T) => void = () => undefined
  const promise = new Promise<T>(resolve => {
    settle = resolve
  })
  return { promise, resolve: value => settle(value) }
}
