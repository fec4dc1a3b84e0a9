import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSpanId, createTraceId } from '../../src/trace/ids.js'

const count = 100_000

const makers = { 'trace id': [createTraceId, 32], 'span id': [createSpanId, 16] } as const
for (const [what, [create, length]] of Object.entries(makers)) {
  test(`a ${what} is ${length} lower-case hex digits, not all zero`, () => {
    const pattern = new RegExp(`^(?=.*[1-9a-f])[0-9a-f]{${length}}$`)
    for (let i = 0; i < 1_000; i++) assert.match(create(), pattern)
  })
}

// A pool serves 170 spans: the ids of both lengths meet its end at every offset.
test('of 100,000 spans no two have an id in common', () => {
  const ids = new Set<string>()
  for (let i = 0; i < count; i++) ids.add(createTraceId()).add(createSpanId())
  assert.equal(ids.size, 2 * count)
})

test('every digit is found at every place of an id', () => {
  const seen = Array.from({ length: 32 }, () => new Set<string>())
  for (let i = 0; i < 2_000; i++) {
    for (const [place, digit] of [...createTraceId()].entries()) seen[place]?.add(digit)
  }
  for (const digits of seen) assert.equal(digits.size, 16)
})
