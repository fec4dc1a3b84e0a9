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

interface Result {
  readonly ratio: Quartiles
  readonly deliveredShare?: number
}

// Benchmarks are not compiled; this is what the module says of itself.
interface Verdict {
  verdictOn(result: Result | undefined, expected: Quartiles | undefined): string
}

const ratio: Quartiles = { low: 1.3, median: 1.5, high: 1.75 }

async function verdictOn(result?: Result, expected?: Quartiles): Promise<string> {
  const file = join(repository, 'benchmarks', 'harness', 'verdict.mjs')
  const module: Verdict = await import(pathToFileURL(file).href)
  return module.verdictOn(result, expected)
}

test('as fast as expected is ok only when all spans were delivered', async () => {
  assert.equal(await verdictOn({ ratio, deliveredShare: 1 }, ratio), 'ok')
  assert.equal(await verdictOn({ ratio, deliveredShare: 0.999 }, ratio), 'LOST')
  assert.equal(await verdictOn({ ratio }, ratio), 'ok')
})

test('a scenario without a result, or without an expectation, is not ok', async () => {
  assert.equal(await verdictOn(undefined, ratio), 'not measured')
  assert.equal(await verdictOn({ ratio }, undefined), 'not expected: --write')
})

test('a clear loss is told', async () => {
  const slow = { low: 2, median: 2.1, high: 2.2 }
  assert.equal(await verdictOn({ ratio: slow, deliveredShare: 1 }, ratio), 'LOSS')
})
