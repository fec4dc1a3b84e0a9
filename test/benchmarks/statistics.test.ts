import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { repository } from '../process/repository.js'

// Benchmarks are not compiled; this is what the module says of itself.
interface Statistics {
  summarize(values: readonly number[]): unknown
}

async function summarize(...values: readonly number[]): Promise<unknown> {
  const file = join(repository, 'benchmarks', 'harness', 'statistics.mjs')
  const module: Statistics = await import(pathToFileURL(file).href)
  return module.summarize(values)
}

test('the median of an even number of values is the mean of the two in the middle', async () => {
  assert.deepEqual(await summarize(4, 1), { low: 1.75, median: 2.5, high: 3.25 })
  assert.deepEqual(await summarize(1, 9, 3, 5), { low: 2.5, median: 4, high: 6 })
})

test('quartiles that fall on values are these values, whatever the order', async () => {
  assert.deepEqual(await summarize(7), { low: 7, median: 7, high: 7 })
  assert.deepEqual(await summarize(50, 10, 40, 20, 30), { low: 20, median: 30, high: 40 })
})
