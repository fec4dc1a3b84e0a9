import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  loadInPieces,
  undiciPieces
} from '../../../../src/export/azure/transport/load-in-pieces.js'

function countLoaded(): number {
  return Object.keys(require.cache).filter(path => /[\\/]undici[\\/]/.test(path)).length
}

test('no turn of the event loop loads more than a third of what a proxy needs of undici', async () => {
  const counts = [countLoaded()]
  let isDone = false
  const done = loadInPieces(undiciPieces).then(() => (isDone = true))
  while (!isDone) {
    await new Promise(setImmediate)
    counts.push(countLoaded())
  }
  await done
  const all = counts.at(-1) ?? 0
  const steps = counts.slice(1).map((count, i) => count - (counts[i] ?? 0))
  assert.equal(counts[0], 0)
  assert.ok(all > 10, `${all} files`)
  assert.ok(Math.max(...steps) <= all / 3, `${steps} of ${all}`)
  require('undici/lib/dispatcher/pool.js')
  assert.equal(countLoaded(), all, 'the pool needs nothing more')
})
