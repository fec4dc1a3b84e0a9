import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { logger } from '../../../../src/diagnostics/logger.js'
import { ClockSkew } from '../../../../src/export/azure/transport/clock-skew.js'

const minute = 60_000
const hour = 60 * minute
const now = Date.UTC(2026, 2, 1)

function warningsFor(t: TestContext, ...dates: readonly (string | undefined)[]): readonly string[] {
  const warned: string[] = []
  t.mock.method(logger, 'warn', (_: string, message: string) => warned.push(message))
  const skew = new ClockSkew()
  for (const date of dates) skew.check(date, now)
  return warned
}

/** The Date of a service whose clock differs from ours by so much. */
function dateAt(difference: number): string {
  return new Date(now + difference).toUTCString()
}

test('a service that says no time, an unreadable one or nearly ours is not warned about', t => {
  const dates = [undefined, '', 'soon', dateAt(0), dateAt(5 * minute), dateAt(-5 * minute)]
  assert.deepEqual(warningsFor(t, ...dates), [])
})

const skews: readonly (readonly [difference: number, clocks: RegExp, meaning: RegExp])[] = [
  [-5 * minute - 1000, /is 5 min ahead of/, /stand at wrong times/],
  [5 * minute + 1000, /is 5 min behind/, /stand at wrong times/],
  [-2 * hour, /is 2 h ahead of/, /stand at wrong times/],
  [-2 * hour - 1000, /is 2 h ahead of/, /refuses .* all will be lost/],
  [48 * hour, /is 48 h behind/, /stand at wrong times/],
  [48 * hour + 1000, /is 48 h behind/, /refuses .* all will be lost/]
]
for (const [difference, clocks, meaning] of skews) {
  test(`a service whose clock is ${difference} ms from ours is warned about once`, t => {
    const warned = warningsFor(t, dateAt(difference), dateAt(difference))
    assert.equal(warned.length, 1)
    assert.match(warned[0] ?? '', clocks)
    assert.match(warned[0] ?? '', meaning)
  })
}
