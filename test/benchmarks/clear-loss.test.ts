import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { repository } from '../process/repository.js'

interface Quartiles {
  readonly low: number
  readonly median: number
  readonly high: number
}

// Benchmarks are not compiled; this is what the module says of itself.
interface ClearLoss {
  isClearLoss(measured: Quartiles, expected: Quartiles): boolean
}

const expected: Quartiles = { low: 1.3, median: 1.5, high: 1.75 }

async function isClearLoss(low: number, median: number): Promise<boolean> {
  const file = join(repository, 'benchmarks', 'harness', 'clear-loss.mjs')
  const module: ClearLoss = await import(pathToFileURL(file).href)
  return module.isClearLoss({ low, median, high: 3 }, expected)
}

test('an added cost that has grown by a quarter is no clear loss, one by more is', async () => {
  assert.equal(await isClearLoss(1.76, 1.625), false)
  assert.equal(await isClearLoss(1.76, 1.63), true)
})

test('a ratio whose lower quartile is not above the expected upper one is no clear loss', async () => {
  assert.equal(await isClearLoss(1.75, 2), false)
  assert.equal(await isClearLoss(1.76, 2), true)
})

test('a lower cost is no loss', async () => {
  assert.equal(await isClearLoss(1, 1.1), false)
})
