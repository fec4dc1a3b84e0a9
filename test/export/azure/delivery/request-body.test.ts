import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { compress, writeTexts } from '../../../../src/export/azure/delivery/request-body.js'
import { fc } from '../../../generated-input.js'

const mebibyte = 1024 * 1024

function sizesOf(lines: readonly string[]): readonly number[] {
  return writeTexts(lines).map(({ items }) => items)
}

test('no lines are no texts', () => {
  assert.deepEqual(writeTexts([]), [])
})

test('500 lines are one text, 501 are two', () => {
  assert.deepEqual(sizesOf(Array(500).fill('x')), [500])
  assert.deepEqual(sizesOf(Array(501).fill('x')), [500, 1])
  assert.deepEqual(sizesOf(Array(1001).fill('x')), [500, 500, 1])
})

test('1 MiB with line breaks is one text, one byte more is two', () => {
  const half = 'x'.repeat(mebibyte / 2 - 1)
  assert.deepEqual(sizesOf([half, `${half}x`]), [2])
  assert.deepEqual(sizesOf([half, `${half}xx`]), [1, 1])
  assert.deepEqual(sizesOf(['', half, `${half}x`]), [2, 1])
})

test('bytes are counted, not characters', () => {
  const half = 'é'.repeat(mebibyte / 4)
  assert.deepEqual(sizesOf([half, half]), [1, 1])
})

test('a line that is longer than a text may be is a text of its own', () => {
  assert.deepEqual(sizesOf(['x', 'y'.repeat(mebibyte + 1), 'z']), [1, 1, 1])
})

test('any lines are in the texts, in their order, and no text is empty or too long', () => {
  const line = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }).map(text => text.replaceAll('\n', '')),
    fc.integer({ min: 0, max: 400_000 }).map(length => 'x'.repeat(length))
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), lines => {
      const texts = writeTexts(lines)
      assert.deepEqual(
        texts.flatMap(({ bytes }) => bytes.toString().split('\n')),
        lines.map(text => text.toWellFormed())
      )
      for (const { bytes, items } of texts) {
        assert.equal(bytes.toString().split('\n').length, items)
        assert.ok(bytes.length <= mebibyte)
      }
    })
  )
})

test('a text that takes three bytes for each character is whole', () => {
  const lines = ['\u20ac'.repeat(1_000), '\u20ac']
  assert.equal(writeTexts(lines)[0]?.bytes.toString(), lines.join('\n'))
})

test('the body is the lines, with line breaks between, in gzip', async () => {
  await assertBodies(['{"a":"é"}', '{}'])
})

test('each of many bodies has its own lines, one after the other and at the same time', async () => {
  const batches = [3_000, 1, 90_000, 200, mebibyte + 1, 7].map(size => [
    `${size}`,
    'é'.repeat(size)
  ])
  for (const lines of batches) await assertBodies(lines)
  await Promise.all(batches.map(assertBodies))
})

test('a body that is large though compressed is whole, and leaves nothing to the next', async () => {
  for (const size of [200_000, 10, 150_000, 0]) {
    await assertBodies([randomBytes(size).toString('base64')])
  }
})

test('the room of several texts is given to others only when the last is compressed', async () => {
  const lines = Array.from({ length: 501 }, (_, i) => `${i}`)
  const [first, second] = writeTexts(lines)
  assert.ok(first && second)
  await compress(first)
  await assertBodies(lines.toReversed())
  assert.equal(gunzipSync(await compress(second)).toString(), '500')
})

async function assertBodies(lines: readonly string[]): Promise<void> {
  const bodies: Buffer[] = []
  for (const text of writeTexts(lines)) bodies.push(await compress(text))
  const all = bodies.map(body => gunzipSync(body).toString())
  assert.equal(all.join('\n'), lines.join('\n'))
}
