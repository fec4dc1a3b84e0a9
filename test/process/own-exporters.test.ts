import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runSignalled } from '../loading/signalled-program.js'
import { fixture } from './repository.js'
import { runProgram } from './run-program.js'

const file = fixture('exit/own-exporters.cjs')

test('a program hears of its beforeExit once, though its exporters are done at once (W01)', async () => {
  const { stdout, code } = await runProgram({ file, args: ['natural'] })
  assert.equal(stdout.match(/^beforeExit$/gm)?.length, 1)
  assert.equal(code, 0)
})

test('an exporter that fails in the last moment costs no other its spans', async () => {
  const { stdout, stderr, code } = await runProgram({ file, args: ['exit'] })
  assert.match(stdout, /^kept 1$/m)
  assert.match(stderr, /no disk/)
  assert.equal(code, 5)
})

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} ends a program by the signal, though an exporter fails in the last moment (W08)`, async () => {
    const outcome = await runSignalled({ file, args: ['signal'] }, signal, async () => undefined)
    assert.equal(outcome.signal, signal)
  })
}
