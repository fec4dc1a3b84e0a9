import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { compressLines, splitLines } from '../../../../src/export/azure/delivery/request-body.js'
import { fc } from '../../../generated-input.js'

const mebibyte = 1024 * 1024

function sizesOf(lines: readonly string[]): readonly number[] {
  return splitLines(lines).map(part => part.length)
}

test('no lines are no parts', () => {
  assert.deepEqual(splitLines([]), [])
})

test('500 lines are one part, 501 are two', () => {
  assert.deepEqual(sizesOf(Array(500).fill('x')), [500])
  assert.deepEqual(sizesOf(Array(501).fill('x')), [500, 1])
  assert.deepEqual(sizesOf(Array(1001).fill('x')), [500, 500, 1])
})

test('1 MiB with line breaks is one part, one byte more is two', () => {
  const half = 'x'.repeat(mebibyte / 2 - 1)
  assert.deepEqual(sizesOf([half, half]), [2])
  assert.deepEqual(sizesOf([half, `${half}x`]), [1, 1])
})

test('bytes are counted, not characters', () => {
  const half = 'é'.repeat(mebibyte / 4)
  assert.deepEqual(sizesOf([half, half]), [1, 1])
})

test('a line that is longer than a part is a part of its own', () => {
  assert.deepEqual(sizesOf(['x', 'y'.repeat(mebibyte + 1), 'z']), [1, 1, 1])
})

test('any lines are there after the split, in their order, and no part is empty', () => {
  const line = fc.integer({ min: 0, max: 400_000 }).map(length => 'x'.repeat(length))
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), lines => {
      const parts = splitLines(lines)
      assert.deepEqual(parts.flat(), lines)
      for (const part of parts) {
        assert.ok(part.length > 0)
        assert.ok(Buffer.byteLength(part.join('\n')) < mebibyte)
      }
    })
  )
})

test('the body is the lines, with line breaks between, in gzip', async () => {
  const body = await compressLines(['{"a":"é"}', '{}'])
  assert.equal(gunzipSync(body).toString(), '{"a":"é"}\n{}')
})

test('each of many bodies has its own lines, one after the other and at the same time', async () => {
  const batches = [3_000, 1, 90_000, 200, mebibyte + 1, 7].map(size => [
    `${size}`,
    'é'.repeat(size)
  ])
  for (const lines of batches) await assertBody(compressLines(lines), lines)
  await Promise.all(batches.map(lines => assertBody(compressLines(lines), lines)))
})

test('a body that is large though compressed is whole, and leaves nothing to the next', async () => {
  for (const size of [200_000, 10, 150_000, 0]) {
    const lines = [randomBytes(size).toString('base64')]
    await assertBody(compressLines(lines), lines)
  }
})

async function assertBody(body: Promise<Buffer>, lines: readonly string[]): Promise<void> {
  assert.equal(gunzipSync(await body).toString(), lines.join('\n'))
}
