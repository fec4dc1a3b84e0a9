import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatDuration, formatTime } from '../../../../src/export/azure/envelope/time-format.js'
import { fc } from '../../../generated-input.js'

const day = 86_400_000

const durations = {
  '00:00:00.0000000': [0, -1, Number.NEGATIVE_INFINITY, Number.NaN, 0.00004],
  '00:00:00.0000001': [0.0001, 0.00005],
  '00:00:00.0453210': [45.321],
  '00:00:59.9999999': [59_999.9999],
  '00:01:00.0000000': [60_000, 59_999.99999],
  '00:59:59.9990000': [3_599_999],
  '01:00:00.0000000': [3_600_000],
  '23:59:59.9999999': [day - 0.0001],
  '1.00:00:00.0000000': [day],
  '12.03:04:05.6780000': [12 * day + 3 * 3_600_000 + 4 * 60_000 + 5_678],
  '999.23:59:59.9999999': [1000 * day - 0.0001, 1000 * day, Number.POSITIVE_INFINITY]
}
for (const [text, values] of Object.entries(durations)) {
  for (const milliseconds of values) {
    test(`${milliseconds} ms are ${text}`, () => {
      assert.equal(formatDuration(milliseconds), text)
    })
  }
}

test('any duration has seconds and minutes below 60, and is exact to the tick', () => {
  const pattern = /^(?:(\d{1,3})\.)?([01]\d|2[0-3]):([0-5]\d):([0-5]\d)\.(\d{7})$/
  const anyTicks = fc.oneof(
    fc.nat(2 ** 31 - 1),
    fc.maxSafeNat().map(n => n % 864_000_000_000_000)
  )
  fc.assert(
    fc.property(anyTicks, ticks => {
      const text = formatDuration(ticks / 10_000)
      const [, days = '0', hours, minutes, seconds, fraction] =
        pattern.exec(text) ?? assert.fail(text)
      const total =
        ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)
      assert.equal(total * 10_000_000 + Number(fraction), ticks)
    })
  )
})

const times = {
  '1970-01-01T00:00:00.0000000Z': 0,
  '2026-03-01T09:30:15.1230000Z': Date.UTC(2026, 2, 1, 9, 30, 15, 123),
  '2026-03-01T09:30:15.1235000Z': Date.UTC(2026, 2, 1, 9, 30, 15, 123) + 0.5,
  '2026-12-31T23:59:59.9992500Z': Date.UTC(2027, 0, 1) - 0.75
}
for (const [text, milliseconds] of Object.entries(times)) {
  test(`${milliseconds} is ${text}`, () => {
    assert.equal(formatTime(milliseconds), text)
  })
}

test('any time has seven digits, and is that time', () => {
  const times = fc.double({ min: 0, max: 253_402_300_799_999, noNaN: true })
  fc.assert(
    fc.property(times, milliseconds => {
      const text = formatTime(milliseconds)
      assert.match(text, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/)
      assert.equal(Date.parse(text), Math.floor(milliseconds))
    })
  )
})
