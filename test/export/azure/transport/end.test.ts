import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { startFullServer } from '../../../tools/full-server.js'
import { startRawServer } from '../raw-server.js'

// Long below the time that the fixture gives a POST.
const bound = 60_000

async function assertEnds(endpoint: string, bytes: number): Promise<void> {
  const program = join(__dirname, '..', '..', 'fixtures', 'posting-last.js')
  const options = { stdio: 'inherit', timeout: bound } as const
  const child = spawn(process.execPath, [program, endpoint, String(bytes)], options)
  assert.deepEqual(await once(child, 'exit'), [0, null])
}

test('a connection that does not come about does not keep the process alive', async t => {
  await assertEnds(await startFullServer(t), 10)
})

test('a body that nobody takes does not keep the process alive', async t => {
  await assertEnds(await startRawServer(t, socket => socket.pause()), 64 * 1024 * 1024)
})
