import assert from 'node:assert/strict'
import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { logger } from '../../../../src/diagnostics/logger.js'
import { LocalBatchStore } from '../../../../src/export/azure/storage/local-batch-store.js'
import { createFolder } from '../../../config/temporary-folder.js'
import { batchOf, keep, keepNow, linesOf } from '../delivery/batches.js'
import { openStore, target } from './storage-target.js'

/** What may be in the way where the directory ought to be. */
const obstacles: Record<string, (path: string, folder: string) => void> = {
  'a file': path => writeFileSync(path, ''),
  'a symbolic link to a directory': (path, folder) => {
    mkdirSync(join(folder, 'elsewhere'), { mode: 0o700 })
    symlinkSync(join(folder, 'elsewhere'), path)
  },
  'a directory that its group may write into': path => {
    mkdirSync(path)
    chmodSync(path, 0o770)
  },
  'a directory that all may write into': path => {
    mkdirSync(path)
    chmodSync(path, 0o707)
  }
}
// Only root can give away a directory.
if (process.getuid?.() === 0) {
  obstacles['a directory of another user'] = path => {
    mkdirSync(path, { mode: 0o700 })
    chownSync(path, 1, 1)
  }
}

for (const [what, place] of Object.entries(obstacles)) {
  test(`${what} is not used: one warning, and what is to be kept is kept in memory`, async t => {
    const warnings = recordWarnings(t)
    const folder = createFolder(t)
    place(openStore(folder).directory.path, folder)
    const store = new LocalBatchStore(target, { directory: folder })
    for (const line of ['a', 'b']) await keep(store, line)
    keepNow(store, 'c')
    assert.equal(store.volatile, 3)
    assert.equal(warnings.length, 1)
    assert.match(warnings[0] ?? '', /in memory and not on disk: .*storageDirectory/)
    assert.deepEqual(linesOf(await store.claim()), ['a'])
  })
}

test('a directory of ours that others may read is used: its files they may not', async t => {
  const { directory, put, list } = openStore(createFolder(t))
  mkdirSync(directory.path)
  chmodSync(directory.path, 0o755)
  await put(['a'])
  assert.equal(list().length, 1)
})

test('once the disk takes what is kept, it goes there again, and what was in memory at the end', async t => {
  const warnings = recordWarnings(t)
  const folder = createFolder(t)
  const { directory, list } = openStore(folder)
  mkdirSync(directory.path)
  chmodSync(directory.path, 0o777)
  const store = new LocalBatchStore(target, { directory: folder })
  await keep(store, 'a')
  store.saveNow()
  assert.equal(store.volatile, 1)
  chmodSync(directory.path, 0o700)
  await keep(store, 'b')
  assert.equal(list().length, 1)
  store.saveNow()
  assert.equal(list().length, 2)
  assert.equal(store.volatile, 0)
  chmodSync(directory.path, 0o777)
  await keep(store, 'c')
  assert.equal(warnings.length, 2)
})

test('a part of a stored batch is kept in place of the whole', async t => {
  const folder = createFolder(t)
  const store = new LocalBatchStore(target, { directory: folder })
  await keep(store, 'a', 'b')
  await (await store.claim())?.settle([batchOf(['b'])])
  const claim = await store.claim()
  assert.deepEqual(linesOf(claim), ['b'])
  claim?.settleNow([])
  assert.deepEqual(openStore(folder).list(), [])
})

test('settled in the last moment while it is being settled, a batch is there once', async t => {
  const folder = createFolder(t)
  const store = new LocalBatchStore(target, { directory: folder })
  const whole = batchOf(['a', 'b', 'c'])
  await store.hold(whole).settle([whole])
  const parts = [batchOf(['a']), batchOf(['c'])]
  for (const count of [undefined, 1, 2, 0]) {
    const claims = [await store.claim(), store.hold(whole)]
    for (const claim of claims) {
      const rest = count === undefined ? [claim?.batch ?? whole] : parts.slice(0, count)
      const settled = claim?.settle(rest)
      claim?.settleNow(rest)
      await settled
    }
    const { list } = openStore(folder)
    assert.equal(list().length, 2 * (count ?? 1), String(count))
    while (list().length > 1) await (await store.claim())?.settle([])
  }
})

function recordWarnings(t: TestContext): readonly string[] {
  const messages: string[] = []
  t.mock.method(logger, 'warn', (_: string, message: string) => messages.push(message))
  return messages
}
