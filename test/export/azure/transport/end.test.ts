import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { startFullServer } from '../../../tools/full-server.js'
import { portOf } from '../loopback.js'
import { startRawServer } from '../raw-server.js'

// Long below the time that the fixture gives a POST.
const bound = 60_000

async function assertEnds(fixture: string, ...args: readonly string[]): Promise<void> {
  const program = join(__dirname, '..', '..', 'fixtures', `${fixture}.js`)
  const options = { stdio: 'inherit', timeout: bound } as const
  const child = spawn(process.execPath, [program, ...args], options)
  assert.deepEqual(await once(child, 'exit'), [0, null])
}

test('a connection that does not come about does not keep the process alive', async t => {
  await assertEnds('posting-last', await startFullServer(t), '10')
})

test('a body that nobody takes does not keep the process alive', async t => {
  const endpoint = await startRawServer(t, socket => socket.pause())
  await assertEnds('posting-last', endpoint, String(64 * 1024 * 1024))
})

// Nobody listens at the first of these addresses.
const addresses = ['127.0.0.2', '127.0.0.1']

test('a second address that does not answer does not keep the process alive', async t => {
  const endpoint = await startRawServer(t, () => undefined)
  await assertEnds('posting-to-addresses', portOf(endpoint), ...addresses)
})

test('nor does a second address to which no connection comes about', async t => {
  const endpoint = await startFullServer(t)
  await assertEnds('posting-to-addresses', portOf(endpoint), ...addresses)
})
