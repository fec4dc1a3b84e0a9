import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { mock, test } from 'node:test'
import { startBackgroundTimer, stopBackgroundTimer } from '../../src/trace/background-timer.js'

test('the callback runs, outside of the context that started the timer', async () => {
  const store = new AsyncLocalStorage<string>()
  const seen = await store.run('of the program', () => {
    return new Promise(resolve => {
      const holder = setTimeout(() => undefined, 60_000)
      startBackgroundTimer(() => {
        clearTimeout(holder)
        resolve(store.getStore())
      }, 1)
    })
  })
  assert.equal(seen, undefined)
})

test('a stopped timer does not run, and there need not be one', async () => {
  const ran: string[] = []
  stopBackgroundTimer(startBackgroundTimer(() => ran.push('stopped'), 1))
  stopBackgroundTimer(undefined)
  await new Promise(resolve => setTimeout(resolve, 10))
  assert.deepEqual(ran, [])
})

test('fake timers of a test library do not hold it up', async t => {
  const holder = setInterval(() => undefined, 1_000)
  t.after(() => clearInterval(holder))
  mock.timers.enable({ apis: ['setTimeout'] })
  t.after(() => mock.timers.reset())
  await new Promise<void>(resolve => startBackgroundTimer(resolve, 1))
})

test('a process whose only work is such a timer ends', () => {
  const program = join(__dirname, 'fixtures', 'waiting.js')
  const { status, signal } = spawnSync(process.execPath, [program], { timeout: 30_000 })
  assert.deepEqual({ status, signal }, { status: 0, signal: null })
})
