import assert from 'node:assert/strict'
import { test } from 'node:test'
import { truncate, truncateBytes } from '../../../../src/export/azure/envelope/truncate.js'
import { fc } from '../../../generated-input.js'

const smile = '😀'
const anyText = fc.string({ unit: fc.nat(0xffff).map(unit => String.fromCharCode(unit)) })

test('a text of the greatest length stays, one that is longer is cut', () => {
  assert.equal(truncate('abc', 3), 'abc')
  assert.equal(truncate('abcd', 3), 'abc')
  assert.equal(truncate('', 3), '')
})

test('a surrogate pair is not cut into halves', () => {
  assert.equal(truncate(`ab${smile}`, 3), 'ab')
  assert.equal(truncate(`ab${smile}`, 4), `ab${smile}`)
})

test('half a surrogate pair becomes the replacement character', () => {
  assert.equal(truncate('a\ud83d', 9), 'a\ufffd')
  assert.equal(truncateBytes('\ude00a', 9), '\ufffda')
})

test('bytes are counted, not characters', () => {
  assert.equal(truncateBytes('éé', 4), 'éé')
  assert.equal(truncateBytes('éée', 4), 'éé')
  assert.equal(truncateBytes('éé', 3), 'é')
  assert.equal(truncateBytes(`a${smile}`, 5), `a${smile}`)
  for (const length of [1, 2, 3, 4]) assert.equal(truncateBytes(`a${smile}`, length), 'a')
})

test('any text is cut to the beginning of itself, as far as it goes', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1, max: 20 }), (text, length) => {
      const whole = text.toWellFormed()
      for (const cut of [truncate(text, length), truncateBytes(text, length)]) {
        assert.ok(whole.startsWith(cut))
        assert.ok(cut.isWellFormed())
      }
      assert.ok(truncate(text, length).length <= length)
      assert.ok(truncate(text, length).length >= Math.min(whole.length, length - 1))
      assert.ok(Buffer.byteLength(truncateBytes(text, length)) <= length)
      assert.ok(
        Buffer.byteLength(truncateBytes(text, length)) >=
          Math.min(Buffer.byteLength(whole), length - 3)
      )
    })
  )
})
