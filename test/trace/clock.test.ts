import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { monotonicNow, WallClock } from '../../src/trace/clock.js'
import { createRecordingTracer } from './recording-processor.js'

test('without a step the wall clock is that of the start of the process, to a microsecond', () => {
  const before = performance.timeOrigin + performance.now()
  const at = new WallClock().at(monotonicNow())
  const after = performance.timeOrigin + performance.now()
  assert.ok(before - 0.002 <= at && at <= after + 0.002, `${before} <= ${at} <= ${after}`)
})

test('a millisecond later is a millisecond later', () => {
  const clock = new WallClock()
  assert.equal(clock.at(1_000.25), clock.at(1_000) + 0.25)
})

const now = 1_800_000_000_000

for (const drift of [10, -10]) {
  test(`a drift of ${drift} ms is none, so that spans stay in their order`, () => {
    const clock = new WallClock()
    clock.adjust(now, 0)
    clock.adjust(now + drift, 0)
    assert.equal(clock.at(5), now + 5)
  })
}

for (const drift of [11, -11, 3_600_000, -3_600_000]) {
  test(`a drift of ${drift} ms is taken over`, () => {
    const clock = new WallClock()
    clock.adjust(now, 0)
    clock.adjust(now + drift, 0)
    assert.equal(clock.at(5), now + drift + 5)
  })
}

test('a suspended machine, whose monotonic clock stood still, dates its spans as of now', () => {
  const clock = new WallClock()
  clock.adjust(now, 1_000)
  clock.adjust(now + 8 * 3_600_000, 2_000)
  assert.equal(clock.at(2_000), now + 8 * 3_600_000)
})

test('a step of the wall clock does not change a duration', t => {
  const { tracer } = createRecordingTracer()
  const before = monotonicNow()
  const span = tracer.startSpan('stepped')
  mock.timers.enable({ apis: ['Date'], now: Date.now() - 86_400_000 })
  t.after(() => mock.timers.reset())
  span.end()
  const after = monotonicNow()
  assert.ok(span.duration >= 0)
  assert.ok(span.duration <= after - before)
})

test('fake timers of a test library are not our clock', t => {
  const real = Date.now()
  mock.timers.enable({ apis: ['Date'], now: 0 })
  t.after(() => mock.timers.reset())
  const clock = new WallClock()
  clock.adjust()
  assert.ok(clock.at(monotonicNow()) > real - 1_000)
})

test('clocks that the program has replaced before the first span are not ours', t => {
  const before = Date.now()
  t.mock.method(performance, 'now', () => 0)
  t.mock.method(process, 'hrtime', () => [0, 0])
  const clock = new WallClock()
  clock.adjust()
  assert.ok(clock.at(monotonicNow()) > before - 11)
  assert.ok(monotonicNow() > 0)
})
