import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  lstatSync,
  promises,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { logger } from '../../../../src/diagnostics/logger.js'
import { isHeld } from '../../../../src/export/azure/storage/file-claim.js'
import { createFolder } from '../../../config/temporary-folder.js'
import { fc } from '../../../generated-input.js'
import { linesOf } from '../delivery/batches.js'
import { claimAll, openStore, target } from './storage-target.js'

logger.level = 'off'

const hour = 3_600_000

test('what was written comes back as the same text, the oldest first', async t => {
  const { store, put } = openStore(createFolder(t))
  await put(['{"a":"ü"}', '{"b":1}'])
  await put(['{"c":"\u{1f600}"}'])
  assert.deepEqual(await claimAll(store), [['{"a":"ü"}', '{"b":1}'], ['{"c":"\u{1f600}"}']])
  assert.equal(await store.claim(), undefined)
})

test('directory and files are for their owner alone, whatever the umask', async t => {
  const before = process.umask(0)
  t.after(() => process.umask(before))
  const { create, put, store, list, pathOf, directory } = openStore(createFolder(t))
  await put(['a'])
  store.writeNow(create(['b']))
  assert.equal(lstatSync(directory.path).mode & 0o777, 0o700)
  assert.equal(list().length, 2)
  for (const name of list()) assert.equal(lstatSync(pathOf(name)).mode & 0o777, 0o600)
})

test('a file holds the lines, and the key and endpoint that they belong to', async t => {
  const { put, list, pathOf } = openStore(createFolder(t))
  await put(['{"a":1}', '{"b":2}'])
  const content = readFileSync(pathOf(list()[0] ?? ''))
  const end = content.indexOf('\n')
  const head = content.subarray(0, end).toString()
  const lines = gunzipSync(content.subarray(end + 1))
    .toString()
    .split('\n')
  const { instrumentationKey, endpoint } = JSON.parse(head)
  assert.deepEqual([instrumentationKey, endpoint], [target.instrumentationKey, target.endpoint])
  assert.deepEqual(lines, ['{"a":1}', '{"b":2}'])
})

test('another key or endpoint has another directory', t => {
  const folder = createFolder(t)
  const paths = [target, { ...target, endpoint: 'http://other' }].map(
    each => openStore(folder, {}, each).directory.path
  )
  assert.equal(new Set(paths).size, 2)
})

test('a claimed file is free for nobody, and again when it is given back, after all others', async t => {
  const folder = createFolder(t)
  const { store, put } = openStore(folder)
  await put(['a'])
  await put(['b'])
  const claim = await store.claim()
  assert.deepEqual(linesOf(claim), ['a'])
  const other = openStore(folder)
  assert.deepEqual(linesOf(await other.store.claim()), ['b'])
  assert.equal(await other.store.claim(), undefined)
  await claim?.giveBack()
  assert.deepEqual(linesOf(await other.store.claim()), ['a'])
})

test('a batch that is given back in the last moment is free at once', async t => {
  const folder = createFolder(t)
  const { store, put } = openStore(folder)
  await put(['a'])
  const claim = await store.claim()
  claim?.giveBackNow()
  assert.deepEqual(await claimAll(openStore(folder).store), [['a']])
})

test('a batch that is done with in the last moment is gone', async t => {
  const { store, put, list } = openStore(createFolder(t))
  await put(['a'])
  const claim = await store.claim()
  claim?.removeNow()
  assert.deepEqual(list(), [])
})

test('what is given back keeps its age', async t => {
  const { store, put } = openStore(createFolder(t))
  const createdAt = Date.now() - hour
  await put(['a'], createdAt)
  await (await store.claim())?.giveBack()
  assert.equal((await store.claim())?.batch.createdAt, createdAt)
})

test('to write a file twice, by both ways, is to write it once', async t => {
  const { create, store } = openStore(createFolder(t))
  const file = create(['a'])
  const written = store.write(file)
  store.writeNow(file)
  await written
  assert.deepEqual(await claimAll(store), [['a']])
})

/** A file as a process claimed it that is of this pid, or of none that is left. */
function claimAs(file: string, expiry: number, owner: string): void {
  renameSync(file, `${file}.${String(expiry).padStart(13, '0')}.${owner}`)
}

test('a claim of another place ends with its lease, and not before', async t => {
  const { store, put, list, pathOf } = openStore(createFolder(t))
  await put(['a'])
  await put(['b'])
  const [first = '', second = ''] = list()
  claimAs(pathOf(first), Date.now() + hour, '1-0-abcdef')
  claimAs(pathOf(second), Date.now() - 10, '1-0-abcdef')
  assert.deepEqual(await claimAll(store), [['b']])
})

test('a claim of a process that was killed is free at once', async t => {
  const folder = createFolder(t)
  const { put, list, store } = openStore(folder)
  await put(['a'])
  const program = `
    const { openStore } = require(${JSON.stringify(require.resolve('./storage-target.js'))})
    openStore(${JSON.stringify(folder)}).store.claim().then(() => process.kill(process.pid, 'SIGKILL'))`
  const { signal } = spawnSync(process.execPath, ['-e', program])
  assert.equal(signal, 'SIGKILL')
  assert.match(list()[0] ?? '', /batch\.\d{13}\./)
  assert.deepEqual(await claimAll(store), [['a']])
})

test('a step of the clock does not make a claimed file free for its own process', async t => {
  const folder = createFolder(t)
  const { store, put } = openStore(folder, { lease: -1000 })
  await put(['a'])
  await store.claim()
  assert.equal(await openStore(folder).store.claim(), undefined)
})

test('each of 40 files is claimed by one of four stores that race for them', async t => {
  const folder = createFolder(t)
  const { put } = openStore(folder)
  for (let i = 0; i < 40; i++) await put([`${i}`])
  const stores = Array.from({ length: 4 }, () => openStore(folder).store)
  const claimed = (await Promise.all(stores.map(claimAll))).flat(2)
  assert.deepEqual(
    claimed.map(Number).sort((a, b) => a - b),
    [...Array(40).keys()]
  )
})

test('up to its room all is kept; beyond it the oldest goes, and is counted', async t => {
  const folder = createFolder(t)
  const sizeOf = (line: string) => openStore(folder).create([line, line]).content.length
  const maxBytes = sizeOf('a') + sizeOf('b')
  const { create, store, put } = openStore(folder, { maxBytes })
  for (const line of ['a', 'b']) await put([line, line])
  assert.equal(store.dropped, 0)
  await put(['c'])
  assert.equal(store.dropped, 2)
  store.writeNow(create(['d', 'd']))
  assert.equal(store.dropped, 4)
  assert.deepEqual(await claimAll(store), [['c'], ['d', 'd']])
})

test('more files than allowed: the oldest goes, and is counted', async t => {
  const { store, put } = openStore(createFolder(t), { maxFiles: 2 })
  for (const line of ['a', 'b', 'c']) await put([line])
  assert.equal(store.dropped, 1)
  assert.deepEqual(await claimAll(store), [['b'], ['c']])
})

test('writes at the same time keep to the room, and one that fails holds up no other', async t => {
  const { store, put, list } = openStore(createFolder(t), { maxFiles: 3 })
  t.mock.method(promises, 'writeFile', async () => Promise.reject(new Error('ENOSPC')), {
    times: 1
  })
  const writes = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map(line => put([line])))
  assert.deepEqual(
    writes.map(({ status }) => status),
    ['rejected', ...Array(4).fill('fulfilled')]
  )
  assert.equal(store.dropped, 1)
  assert.equal(list().length, 3)
})

test('for writes in a row the directory is listed once, however many files lie in it', async t => {
  const { put, list } = openStore(createFolder(t))
  const readdir = t.mock.method(promises, 'readdir')
  for (let i = 0; i < 20; i++) await put([`${i}`])
  assert.equal(list().length, 20)
  assert.equal(readdir.mock.callCount(), 1)
})

test('what others have written meanwhile counts after a second', async t => {
  const folder = createFolder(t)
  const [ours, others] = [openStore(folder, { maxFiles: 3 }), openStore(folder)]
  await ours.put(['ours'])
  for (const line of ['a', 'b', 'c']) await others.put([line])
  await setTimeout(1_100)
  await ours.put(['last'])
  assert.equal(ours.store.dropped, 2)
  assert.deepEqual(await claimAll(ours.store), [['b'], ['c'], ['last']])
})

test('a directory that is removed between two writes is made again', async t => {
  const { put, list, directory } = openStore(createFolder(t))
  await put(['a'])
  rmSync(directory.path, { recursive: true })
  await put(['b'])
  assert.equal(list().length, 1)
})

test('a batch that is larger than all the room is counted, and costs no other its place', async t => {
  const { create, store, put } = openStore(createFolder(t), { maxBytes: 500 })
  await put(['a'])
  await put([incompressible(500)])
  store.writeNow(create([incompressible(500)]))
  assert.equal(store.dropped, 2)
  assert.deepEqual(await claimAll(store), [['a']])
})

/** So many bytes also in a file. */
function incompressible(bytes: number): string {
  return randomBytes(bytes).toString('hex')
}

test('the largest batch comes back, and in a file is as large as what compression leaves of it', async t => {
  const { store, put, list, pathOf } = openStore(createFolder(t))
  const lines = Array.from({ length: 16 }, (_, i) => `${i}`.repeat(64_000 / `${i}`.length))
  await put(lines)
  assert.ok(lstatSync(pathOf(list()[0] ?? '')).size < 16_000)
  assert.deepEqual(await claimAll(store), [lines])
})

test('what is older than 47 hours is not sent, and counted', async t => {
  const { store, put, list } = openStore(createFolder(t))
  await put(['old', 'older'], Date.now() - 47 * hour - 60_000)
  await put(['young'], Date.now() - 47 * hour + 60_000)
  assert.deepEqual(await claimAll(store), [['young']])
  assert.equal(store.dropped, 2)
  assert.deepEqual(list(), [])
})

test('what seems to be of tomorrow, of 1970 or of the year 3000 is written and read', async t => {
  const { store, put } = openStore(createFolder(t), { maxAge: Number.POSITIVE_INFINITY })
  for (const createdAt of [Date.now() + 24 * hour, 0, -1, 32_503_680_000_000, 1e20]) {
    await put([`${createdAt}`], createdAt)
  }
  assert.equal((await claimAll(store)).length, 5)
})

test('whatever is done to the content of a file, it is read as it was or removed and counted', async t => {
  const folder = createFolder(t)
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat(255), fc.nat(2), async (at, byte, how) => {
      const { store, put, list, pathOf } = openStore(folder)
      await put(['{"a":1}', '{"b":2}'])
      const path = pathOf(list()[0] ?? '')
      const whole = readFileSync(path)
      writeFileSync(path, damage(whole, at % whole.length, byte, how))
      const isSame = readFileSync(path).equals(whole)
      const claimed = await claimAll(store)
      assert.deepEqual(claimed, isSame ? [['{"a":1}', '{"b":2}']] : [])
      assert.equal(store.dropped, isSame ? 0 : 2)
      assert.deepEqual(list(), [])
    })
  )
})

function damage(whole: Buffer, at: number, byte: number, how: number): Buffer {
  if (how === 0) return whole.subarray(0, at)
  if (how === 1) return Buffer.concat([whole, Buffer.alloc(byte)])
  const damaged = Buffer.from(whole)
  damaged[at] = byte
  return damaged
}

test('any bytes in a file of ours are no lines, and any other file stays where it is', async t => {
  const folder = createFolder(t)
  const { store, put, list, pathOf } = openStore(folder)
  await put(['a'])
  writeFileSync(pathOf('notes.txt'), 'mine')
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async bytes => {
      const name = `0000000000001-${String(Date.now())}-1-${bytes.length}-0123456789ab.batch`
      writeFileSync(pathOf(name), bytes)
      const claim = await store.claim()
      assert.deepEqual(linesOf(claim), ['a'])
      await claim?.giveBack()
    })
  )
  assert.deepEqual(list().slice(-1), ['notes.txt'])
  assert.equal(list().length, 2)
})

test('what a crash left half written is removed after an hour, and not before', async t => {
  const { store, put, list, pathOf } = openStore(createFolder(t))
  await put(['a'])
  const [name = ''] = list()
  const temporaryOf = (age: number) => `${Date.now() - age}${name.slice(13)}.0123456789ab.tmp`
  for (const age of [0, hour - 60_000, hour + 60_000])
    writeFileSync(pathOf(temporaryOf(age)), 'half')
  await store.claim()
  assert.equal(list().filter(each => each.endsWith('.tmp')).length, 2)
})

test('a claim that another process was faster with leaves nothing behind', async t => {
  const { store, put } = openStore(createFolder(t))
  await put(['a'])
  const rename = t.mock.method(promises, 'rename', async () => {
    throw new Error('ENOENT')
  })
  assert.equal(await store.claim(), undefined)
  const [, path] = rename.mock.calls[0]?.arguments ?? []
  assert.equal(isHeld(String(path)), false)
})

test('a file that cannot be read just now waits for another turn, and keeps no other', async t => {
  const folder = createFolder(t)
  const { store, put, list, pathOf } = openStore(folder)
  for (const line of ['a', 'b', 'c']) await put([line])
  const [first = ''] = list()
  const elsewhere = join(folder, 'elsewhere')
  renameSync(pathOf(first), elsewhere)
  symlinkSync(elsewhere, pathOf(first))
  const claim = await store.claim()
  assert.deepEqual(linesOf(claim), ['b'])
  await claim?.giveBack()
  const unread = list().find(name => lstatSync(pathOf(name)).isSymbolicLink()) ?? ''
  renameSync(elsewhere, pathOf(unread))
  assert.deepEqual(await claimAll(store), [['c'], ['a'], ['b']])
})

test('at the limit of descriptors, each look costs one of them its turn and none its place', async t => {
  const { store, put, list } = openStore(createFolder(t))
  for (const line of ['a', 'b', 'c']) await put([line])
  const open = t.mock.method(promises, 'open', async () => {
    throw Object.assign(new Error('too many open files'), { code: 'EMFILE' })
  })
  await assert.rejects(store.claim())
  assert.equal(open.mock.callCount(), 1)
  assert.ok(list().every(name => name.endsWith('.batch')))
  open.mock.restore()
  assert.deepEqual(await claimAll(store), [['b'], ['c'], ['a']])
})

test('a file that could not be given back is free for its own process all the same', async t => {
  const { store, put } = openStore(createFolder(t))
  await put(['a'])
  const claim = await store.claim()
  t.mock.method(promises, 'rename', async () => Promise.reject(new Error('EIO')), { times: 1 })
  await claim?.giveBack()
  assert.deepEqual(await claimAll(store), [['a']])
})

test('a file that is done with and could not be removed is not sent again', async t => {
  const { store, put } = openStore(createFolder(t))
  await put(['a'])
  const claim = await store.claim()
  t.mock.method(promises, 'unlink', async () => Promise.reject(new Error('EIO')), { times: 1 })
  await claim?.remove()
  assert.equal(await store.claim(), undefined)
})
