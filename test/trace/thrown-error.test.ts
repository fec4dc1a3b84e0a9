import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRecordingTracer } from './recording-processor.js'

const fail = (error: unknown) => (): never => {
  throw error
}

test('an error that leaves several spans is recorded by the innermost', () => {
  const { tracer, ended } = createRecordingTracer()
  const inner = () => tracer.span('inner', fail(new Error('x')))
  assert.throws(() => tracer.span('outer', inner))
  assert.deepEqual(
    ended.map(({ name, events }) => [name, events.length]),
    [
      ['inner', 1],
      ['outer', 0]
    ]
  )
})

test('an error that a program throws again in another trace is recorded again', () => {
  const { tracer, ended } = createRecordingTracer()
  const again = new Error('the same each time')
  for (let i = 0; i < 2; i++) assert.throws(() => tracer.span('work', fail(again)))
  assert.deepEqual(
    ended.map(({ events }) => events.length),
    [1, 1]
  )
})

test('what is no object is recorded by each span that it leaves', () => {
  const { tracer, ended } = createRecordingTracer()
  assert.throws(() => tracer.span('outer', () => tracer.span('inner', fail('text'))))
  assert.deepEqual(
    ended.map(({ events }) => events.length),
    [1, 1]
  )
})

test('an error that a promise rejects with is recorded', async () => {
  const { tracer, ended } = createRecordingTracer()
  await assert.rejects(tracer.span('work', async () => fail(new RangeError('x'))()))
  assert.equal(ended[0]?.events[0]?.attributes['exception.type'], 'RangeError')
})
