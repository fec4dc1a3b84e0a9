import assert from 'node:assert/strict'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createFolder } from '../config/temporary-folder.js'
import { repository } from '../process/repository.js'
import { runProgram } from '../process/run-program.js'
import { roundsOf } from './seeded-random.js'

const minutes = roundsOf(3, 60)
const count = minutes * 60 * 500
const maxBytes = roundsOf(2, 50) * 1024 * 1024
const key = '00000000-0000-0000-0000-000000000001'

test(`an outage of ${minutes} minutes at 500 spans a second: memory stays flat, the disk at its cap`, async t => {
  const folder = createFolder(t)
  const outcome = await runProgram({
    file: join(repository, 'test', 'faults', 'fixtures', 'outage.cjs'),
    nodeArgs: ['--expose-gc'],
    args: [String(count), String(maxBytes)],
    env: {
      APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=${key};IngestionEndpoint=http://127.0.0.1:2`,
      OUTSPAN_STORAGE_DIRECTORY: folder
    },
    bound: 600_000
  })
  const lines = outcome.stdout.trim().split('\n')
  assert.deepEqual([outcome.code, outcome.signal], [0, null], outcome.stderr)
  assert.deepEqual(
    lines.filter(line => line.startsWith('unhandled')),
    []
  )
  const reports = lines.map(line => JSON.parse(line))
  const { stats } = reports.pop()
  const heaps = reports.map(({ heap }) => heap)
  const [early, late] = [heaps.slice(1, heaps.length / 2), heaps.slice(heaps.length / 2)].map(
    median
  )
  const grown = ((late ?? 0) - (early ?? 0)) / 1024 / 1024
  assert.ok(grown < 4, `the heap grew by ${grown} MiB`)

  const bytes = sizeOf(folder)
  assert.ok(bytes <= maxBytes, `${bytes} bytes on disk, ${maxBytes} allowed`)
  assert.ok(bytes > maxBytes * 0.8, `${bytes} bytes on disk of ${maxBytes}`)
  assert.equal(stats.recorded, count)
  assert.equal(stats.droppedQueueFull, 0)
  assert.ok(stats.droppedUndelivered > 0 && stats.droppedUndelivered < count)
  const said = outcome.stderr.trim().split('\n')
  assert.ok(said.length <= 1 + outcome.lifetime / 60_000, outcome.stderr)
  t.diagnostic(
    `heap ${grown.toFixed(2)} MiB more, ${bytes} bytes, ${outcome.lifetime.toFixed()} ms`
  )
})

function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
}

function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const sizes = files.map(name => statSync(join(folder, name))).filter(each => each.isFile())
  return sizes.reduce((sum, { size }) => sum + size, 0)
}
