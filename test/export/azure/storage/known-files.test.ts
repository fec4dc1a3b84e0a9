import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BatchFile, formatFileName } from '../../../../src/export/azure/storage/batch-file.js'
import { KnownFiles, type Room } from '../../../../src/export/azure/storage/known-files.js'
import { fc } from '../../../generated-input.js'

const fileOf = (turn: number, createdAt: number, bytes: number): BatchFile => {
  const facts = { turn, createdAt, items: 1, bytes, id: '0123456789ab' }
  return { ...facts, name: formatFileName(facts), lease: undefined }
}
const namesOf = (files: readonly BatchFile[]) => files.map(({ name }) => name)
const files = fc
  .array(fc.tuple(fc.nat(5), fc.nat(9)), { maxLength: 20 })
  .map(list => list.map(([createdAt, bytes], i) => fileOf(i, createdAt, bytes)))

const room = fc.record({ maxBytes: fc.nat(60), maxFiles: fc.integer({ min: 1, max: 30 }) })
const isFree = ({ bytes }: BatchFile) => bytes % 3 !== 0

test('what has to go is the oldest of what is free, and no more than needed', () => {
  fc.assert(
    fc.property(files, fc.nat(20), fc.nat(9), room, (all, listed, bytes, limits) => {
      const known = new KnownFiles()
      known.learn(['other.txt', ...namesOf(all.slice(0, listed)), 'other.batch'])
      for (const file of all.slice(listed)) known.add(file)
      assert.deepEqual(known.takeSurplus(bytes, limits, isFree), naive(all, bytes, limits))
      assert.deepEqual(known.takeSurplus(bytes, limits, isFree), [])
    })
  )
})

function naive(
  all: readonly BatchFile[],
  bytes: number,
  { maxBytes, maxFiles }: Room
): readonly BatchFile[] {
  if (bytes > maxBytes) return []
  const candidates = all.filter(isFree).sort((a, b) => a.createdAt - b.createdAt)
  const fits = (gone: readonly BatchFile[]) => {
    const rest = all.filter(each => !gone.includes(each))
    return rest.length < maxFiles && rest.reduce((sum, each) => sum + each.bytes, bytes) <= maxBytes
  }
  let count = 0
  while (count < candidates.length && !fits(candidates.slice(0, count))) count++
  return candidates.slice(0, count)
}
