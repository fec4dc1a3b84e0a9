import assert from 'node:assert/strict'
import { test } from 'node:test'
import { restOf } from '../../../../src/export/azure/delivery/batch-parts.js'
import { readLines } from '../../../../src/export/azure/delivery/request-body.js'
import { batchOf } from './batches.js'

test('what is to be tried again as a whole is the same batch, not a copy', () => {
  const batch = batchOf(['a', 'b'])
  assert.equal(restOf(batch, ['retry', 'retry'])[0], batch)
})

test('a part that is to be tried again has its lines and the age of the whole', () => {
  const [rest, ...others] = restOf(batchOf(['a', 'b', 'c'], 7), ['accepted', 'retry', 'rejected'])
  assert.deepEqual([rest?.items, rest?.createdAt, others], [1, 7, []])
  assert.deepEqual(readLines(rest?.body ?? Buffer.alloc(0)), ['b'])
})

test('a batch without items is not tried for ever', () => {
  assert.deepEqual(restOf({ ...batchOf([]), items: 0 }, []), [])
})
