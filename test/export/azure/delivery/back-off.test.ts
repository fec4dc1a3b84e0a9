import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BackOff } from '../../../../src/export/azure/delivery/back-off.js'

const first = 10_000
const hour = 3_600_000

/** The pauses after one failure, two in a row, and so on. */
function pauses(random: number, count: number): readonly number[] {
  const backOff = new BackOff(first, () => random)
  let now = 0
  return Array.from({ length: count }, () => {
    now += backOff.remaining(now)
    backOff.fail(now, 0)
    return backOff.remaining(now)
  })
}

test('before any failure the service may be asked', () => {
  assert.equal(new BackOff(first).remaining(0), 0)
})

test('the shortest pause is always the first delay', () => {
  assert.deepEqual(pauses(0, 4), [first, first, first, first])
})

test('the longest pause doubles with each failure in a row, up to an hour', () => {
  assert.deepEqual(pauses(1, 5), [11_000, 15_000, 35_000, 75_000, 155_000])
  assert.deepEqual(pauses(1, 40).slice(-3), [hour, hour, hour])
})

test('a pause is spread at random', () => {
  assert.notDeepEqual(pauses(0.3, 3), pauses(0.6, 3))
})

test('the pause is over on time, and not before', () => {
  const backOff = new BackOff(first, () => 0)
  backOff.fail(500, 0)
  assert.equal(backOff.remaining(500 + first - 1), 1)
  assert.equal(backOff.remaining(500 + first), 0)
  assert.equal(backOff.remaining(500 + 2 * first), 0)
})

test('what the service asks for counts, however long', () => {
  const backOff = new BackOff(first)
  backOff.fail(0, 24 * hour)
  assert.equal(backOff.remaining(0), 24 * hour)
})

test('a success does not cancel what the service has asked for', () => {
  const backOff = new BackOff(first, () => 0)
  backOff.fail(0, hour)
  backOff.succeed()
  assert.equal(backOff.remaining(1), hour - 1)
  assert.equal(backOff.remainingAsked(1), hour - 1)
  assert.equal(backOff.remaining(hour), 0)
})

test('a pause of our own is none that the service has asked for', () => {
  const backOff = new BackOff(first, () => 0)
  backOff.fail(0, 0)
  assert.equal(backOff.remainingAsked(0), 0)
  assert.equal(backOff.remaining(0), first)
})

test('of two pauses that were asked for the longer counts', () => {
  const backOff = new BackOff(first)
  backOff.fail(0, hour)
  backOff.fail(1, first)
  assert.equal(backOff.remaining(1), hour - 1)
})

test('requests that fail together are one failure', () => {
  const backOff = new BackOff(first, () => 1)
  for (let i = 0; i < 5; i++) backOff.fail(0, 0)
  assert.equal(backOff.remaining(0), 11_000)
})

test('a failure during a pause does not shorten it', () => {
  const backOff = new BackOff(first, () => 0)
  backOff.fail(0, hour)
  backOff.fail(1, 0)
  assert.equal(backOff.remaining(1), hour - 1)
})

test('a success ends the pause and forgets all failures', () => {
  const backOff = new BackOff(first, () => 1)
  for (const now of [0, hour, 2 * hour]) backOff.fail(now, 0)
  backOff.succeed()
  assert.equal(backOff.remaining(2 * hour), 0)
  backOff.fail(3 * hour, 0)
  assert.equal(backOff.remaining(3 * hour), 11_000)
})
