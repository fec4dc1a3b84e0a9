import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createFolder } from '../config/temporary-folder.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { assertDelivered } from './assert-delivered.js'
import { runSpans, SpanProgram } from './span-program.js'

const plan = { prefix: 'a', ticks: 6, perTick: 200, interval: 10, end: 'stay' }

test('a full disk costs one warning: spans are kept in memory, and sent when it can be', async t => {
  const folder = createFolder(t)
  const { wrapper, how, release } = limitDisk(folder)
  t.diagnostic(how)
  try {
    await assertMemoryServes(t, folder, wrapper)
  } finally {
    release()
  }
})

test('a disk that takes a part of a file keeps none of it', async t => {
  const folder = createFolder(t)
  await assertMemoryServes(t, folder, ['sh', '-c', 'ulimit -f 1 && exec "$@"', 'sh'])
  assert.deepEqual(filesIn(folder), [])
})

test('a directory that cannot be written costs one warning, and memory serves', async t => {
  const folder = createFolder(t)
  chmodSync(folder, 0o555)
  // Root may write all the same.
  const isRoot = process.getuid?.() === 0
  await assertMemoryServes(t, folder, [], isRoot ? 65_534 : undefined)
})

test('damaged files are removed, and the others sent', async t => {
  const standIn = await startStandIn(t)
  standIn.answer({ status: 503 })
  const place = { connectionString: standIn.connectionString, folder: createFolder(t) }
  const program = await runSpans({ ...plan, end: 'exit' }, place)
  const [path = '', ...others] = batchesIn(place.folder)
  writeFileSync(path, 'damaged')
  assert.ok(others.length > 0)
  standIn.answer({})
  const next = await runSpans({ prefix: 'next', ticks: 1 }, place)
  assert.match(next.stderr, /^outspan: \d+ stored items were given up \(damaged\).*\n$/)
  const count = Number(/(\d+) stored/.exec(next.stderr)?.[1])
  assert.equal(standIn.envelopes.length, program.names.length - count + next.names.length)
  assert.deepEqual(batchesIn(place.folder), [])
})

test('a clock that steps by days in either direction loses and doubles nothing', async t => {
  const standIn = await startStandIn(t, { strictTime: false })
  let count = 0
  standIn.answer(() => (count++ % 3 === 0 ? {} : { status: 503 }))
  const clock = join(
    __dirname,
    '..',
    '..',
    '..',
    'test',
    'faults',
    'fixtures',
    'stepping-clock.cjs'
  )
  const connectionString = standIn.connectionString
  const place = { connectionString, folder: createFolder(t), nodeArgs: ['-r', clock] }
  const program = await runSpans(
    { ...plan, pause: 20, end: 'natural', exitGracePeriod: 60_000 },
    place
  )
  standIn.answer({})
  const next = await runSpans({ prefix: 'next', ticks: 1, exitGracePeriod: 60_000 }, place)
  assertDelivered(standIn, [...program.names, ...next.names])
})

/** While the endpoint refuses, all goes to memory; when it does not, all is sent. */
async function assertMemoryServes(
  t: TestContext,
  folder: string,
  wrapper: readonly string[],
  uid?: number
) {
  const standIn = await startStandIn(t)
  standIn.answer({ status: 503 })
  const { connectionString } = standIn
  const place = { connectionString, folder, wrapper, ...(uid === undefined ? {} : { uid }) }
  const program = new SpanProgram(plan, place)
  await program.until('ready')
  await program.until('settled')
  standIn.answer({})
  await standIn.waitForEnvelopes(program.names.length, 30_000)
  program.child.kill('SIGTERM')
  assert.equal(await program.end(), 'SIGTERM')
  assertDelivered(standIn, program.names)
  const lines = program.stderr
    .trim()
    .split('\n')
    .filter(line => line.includes('in memory and not on disk'))
  assert.equal(lines.length, 1, program.stderr)
}

/** A file system with no room left; where none may be mounted, the nearest thing to it. */
function limitDisk(folder: string) {
  const mount = ['mount', '-t', 'tmpfs', '-o', 'size=64k', 'outspan-test', folder]
  const [command = '', ...args] = mount
  if (spawnSync(command, args).status === 0) {
    chmodSync(folder, 0o700)
    writeFileSync(join(folder, 'other'), Buffer.alloc(60 * 1024))
    const release = () => void spawnSync('umount', [folder])
    return { wrapper: [], how: 'a tmpfs of 64 KiB', release }
  }
  const release = (): void => undefined
  const own = ['unshare', '-rm', 'sh', '-c', `${mount.join(' ')} && exec "$@"`, 'sh']
  const how = 'a tmpfs of 64 KiB in a namespace of its own'
  if (spawnSync('unshare', [...own.slice(1), 'true']).status === 0) {
    return { wrapper: own, how, release }
  }
  // What is left to anyone: the system refuses to write any file.
  const wrapper = ['sh', '-c', 'ulimit -f 0 && exec "$@"', 'sh']
  return { wrapper, how: 'NO TMPFS HERE: a limit on the size of files instead', release }
}

/** A write that the end of a process has cut leaves a temporary file, which is removed when it is old. */
function batchesIn(folder: string): readonly string[] {
  return filesIn(folder).filter(path => !path.endsWith('.tmp'))
}

function filesIn(folder: string): readonly string[] {
  const [name = ''] = readdirSync(folder).filter(each => each.startsWith('outspan-'))
  mkdirSync(join(folder, name), { recursive: true })
  return readdirSync(join(folder, name)).map(each => join(folder, name, each))
}
