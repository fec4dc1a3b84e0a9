import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ItemCounts } from '../../../src/export/azure/item-counts.js'

test('what became of items since the last time is told by its fate', () => {
  let stats: Record<string, number> = { accepted: 5, rejected: 1, rejected400: 1, retried: 2 }
  const counts = new ItemCounts(() => stats)
  assert.deepEqual(counts.collect(), [])
  stats = {
    recorded: 100,
    accepted: 9,
    rejected: 4,
    rejected400: 3,
    rejected402: 1,
    retried: 5,
    droppedUndelivered: 2,
    droppedQueueFull: 6
  }
  const common = { language: 'node', version: '0.1.0' }
  const dropped = (code: string, reason: string, value: number) => {
    const properties = { 'drop.code': code, 'drop.reason': reason, ...common }
    return { name: 'Item_Dropped_Count', value, properties }
  }
  assert.deepEqual(counts.collect(), [
    { name: 'Item_Success_Count', value: 4, properties: common },
    dropped('400', 'refused', 2),
    dropped('402', 'refused', 1),
    { name: 'Item_Retry_Count', value: 3, properties: common },
    dropped('CLIENT_PERSISTENCE_CAPACITY', 'droppedUndelivered', 2),
    dropped('CLIENT_EXCEPTION', 'droppedQueueFull', 6)
  ])
  assert.deepEqual(counts.collect(), [])
})
