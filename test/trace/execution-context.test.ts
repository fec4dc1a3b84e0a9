import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { EventEmitter, once } from 'node:events'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import {
  currentSpan,
  isTracingSuppressed,
  runDetached,
  runOnBehalfOf,
  runWithSpan,
  suppressTracing,
  suppressTracingOf,
  takeCallerAskedAt
} from '../../src/trace/execution-context.js'
import { createRecordingTracer } from './recording-processor.js'

const { tracer } = createRecordingTracer()

test('the span is current in the function, and not after it', () => {
  const span = tracer.startSpan('x')
  assert.equal(runWithSpan(span, currentSpan), span)
  assert.equal(currentSpan(), undefined)
})

test('spans nest, and the outer one is current again after the inner one', () => {
  const [outer, inner] = [tracer.startSpan('outer'), tracer.startSpan('inner')]
  runWithSpan(outer, () => {
    assert.equal(runWithSpan(inner, currentSpan), inner)
    assert.equal(currentSpan(), outer)
  })
})

test('the span stays current across await, timers, ticks and microtasks', async () => {
  const span = tracer.startSpan('x')
  await runWithSpan(span, async () => {
    await Promise.resolve()
    assert.equal(currentSpan(), span)
    await wait(1)
    assert.equal(currentSpan(), span)
    await new Promise<void>(resolve => process.nextTick(resolve))
    assert.equal(currentSpan(), span)
    await new Promise<void>(resolve => setImmediate(resolve))
    assert.equal(currentSpan(), span)
  })
})

test('two spans that run at the same time do not mix', async () => {
  const run = async (name: string) => {
    const span = tracer.startSpan(name)
    await runWithSpan(span, async () => {
      for (let i = 0; i < 5; i++) {
        await wait(1)
        assert.equal(currentSpan(), span)
      }
    })
  }
  await Promise.all([run('a'), run('b'), run('c')])
})

test('a listener sees the span of whoever emits, code after once() that of whoever waits', async () => {
  const emitter = new EventEmitter()
  const [emitting, waiting] = [tracer.startSpan('emitting'), tracer.startSpan('waiting')]
  const seen: unknown[] = []
  emitter.on('event', () => seen.push(currentSpan()))
  const done = runWithSpan(waiting, async () => {
    await once(emitter, 'event')
    seen.push(currentSpan())
  })
  runWithSpan(emitting, () => emitter.emit('event'))
  await done
  assert.deepEqual(seen, [emitting, waiting])
})

test('an error leaves no span behind', () => {
  const fail = () => {
    throw new Error('x')
  }
  assert.throws(() => runWithSpan(tracer.startSpan('x'), fail))
  assert.equal(currentSpan(), undefined)
})

test('a bound function runs in the span it was bound in, with this, arguments and result', async () => {
  const span = tracer.startSpan('x')
  const receiver = { factor: 2 }
  const bound = runWithSpan(span, () =>
    tracer.bind(function multiply(this: typeof receiver, value: number) {
      return [currentSpan(), this.factor * value]
    })
  )
  assert.deepEqual(bound.call(receiver, 21), [span, 42])
  await wait(1)
  assert.deepEqual(bound.call(receiver, 1), [span, 2])
})

test('a function bound outside of any span runs outside of the spans of its callers', () => {
  const bound = tracer.bind(() => currentSpan())
  assert.equal(bound(), undefined)
  const span = tracer.startSpan('of a stranger')
  runWithSpan(span, () => {
    assert.equal(bound(), undefined)
    assert.equal(currentSpan(), span)
  })
})

test('what is run on behalf of a span belongs to it, but for what runs in a span of its own', () => {
  const [caller, opener, inner] = ['caller', 'opener', 'inner'].map(name => tracer.startSpan(name))
  assert.ok(caller && opener && inner)
  runWithSpan(opener, () => {
    runOnBehalfOf({ activity: caller, askedAt: 0 }, () => {
      assert.equal(currentSpan(), caller)
      assert.equal(runWithSpan(inner, currentSpan), inner)
      assert.equal(runWithSpan(opener, currentSpan), opener)
      assert.equal(currentSpan(), caller)
    })
    assert.equal(runOnBehalfOf({ activity: undefined, askedAt: 0 }, currentSpan), undefined)
    assert.equal(currentSpan(), opener)
  })
})

test('since when a caller waits is told once, to what is made for it first', () => {
  assert.equal(takeCallerAskedAt(), undefined)
  const caller = { activity: undefined, askedAt: 7 }
  const [first, second] = runOnBehalfOf(caller, () => [takeCallerAskedAt(), takeCallerAskedAt()])
  assert.deepEqual([first, second], [7, undefined])
})

test('what runs detached sees no store of the program', () => {
  const store = new AsyncLocalStorage<string>()
  store.run('of the program', () => {
    assert.equal(store.getStore(), 'of the program')
    assert.equal(
      runDetached(() => store.getStore()),
      undefined
    )
    assert.equal(
      runWithSpan(tracer.startSpan('x'), () => runDetached(currentSpan)),
      undefined
    )
    assert.equal(store.getStore(), 'of the program')
  })
})

test('tracing is suppressed until the function returns, and no longer', async () => {
  assert.equal(isTracingSuppressed(), false)
  const later = suppressTracing(async () => {
    assert.equal(isTracingSuppressed(), true)
    await Promise.resolve()
    return isTracingSuppressed()
  })
  assert.equal(isTracingSuppressed(), false)
  assert.equal(await later, false)
})

test('suppression nests, and ends when the function throws', () => {
  suppressTracing(() => {
    suppressTracing(() => undefined)
    assert.equal(isTracingSuppressed(), true)
  })
  const fail = () => {
    throw new Error('x')
  }
  assert.throws(() => suppressTracing(fail), /x/)
  assert.equal(isTracingSuppressed(), false)
})

test('own work is not traced until its promise settles, and everything else is', async () => {
  const seen: boolean[] = []
  const look = () => seen.push(isTracingSuppressed())
  const work = suppressTracingOf(async () => {
    look()
    await wait(5)
    look()
    return 'done'
  })
  assert.equal(isTracingSuppressed(), false)
  await wait(1)
  assert.equal(isTracingSuppressed(), false)
  assert.equal(await work, 'done')
  assert.equal(isTracingSuppressed(), false)
  assert.deepEqual(seen, [true, true])
})

test('own work that ends does not end other own work, and failing is an end', async () => {
  const failing = suppressTracingOf(async () => {
    throw new Error('x')
  })
  const seen = suppressTracingOf(async () => {
    await wait(5)
    return isTracingSuppressed()
  })
  await assert.rejects(failing, /x/)
  assert.equal(await seen, true)
  const inner = suppressTracing(() => suppressTracingOf(async () => isTracingSuppressed()))
  assert.equal(await inner, true)
})

test('own work does not run in the span of whoever waits for it', async () => {
  const span = tracer.startSpan('x')
  await runWithSpan(span, async () => {
    assert.equal(await suppressTracingOf(async () => currentSpan()), undefined)
    assert.equal(currentSpan(), span)
  })
})
