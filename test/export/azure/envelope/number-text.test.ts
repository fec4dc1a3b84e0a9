import assert from 'node:assert/strict'
import { test } from 'node:test'
import { numberText, sevenDigits } from '../../../../src/export/azure/envelope/number-text.js'
import { fc, runs } from '../../../generated-input.js'

test('seven digits are those of the number, with leading zeros', () => {
  fc.assert(
    fc.property(fc.nat(9_999_999), value => {
      assert.equal(sevenDigits(value), `${value}`.padStart(7, '0'))
    })
  )
  assert.deepEqual([sevenDigits(0), sevenDigits(9_999_999)], ['0000000', '9999999'])
})

test('any number has the text that it has elsewhere', () => {
  const decimals = fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }).map(n => n / 1000)
  fc.assert(
    fc.property(fc.oneof(decimals, fc.double(), fc.integer()), value => {
      assert.equal(numberText(value), `${value}`)
    }),
    { numRuns: runs(1_000) }
  )
})

for (const value of [0, -0, 0.001, 0.0005, 0.1, 1, 1.5, 999_999.999, 1_000_000, 1e21, Number.NaN]) {
  test(`${value} has the text that it has elsewhere`, () => {
    assert.equal(numberText(value), `${value}`)
  })
}
