import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { asLines, post } from './post.js'
import { sampleDependency } from './sample-envelopes.js'

const program = join(__dirname, '../../tools/ingestion-stand-in/main.js')

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`the program ends in order on ${signal}`, async t => {
    const { child, stdout } = run(t)
    await stdout.next()
    child.kill(signal)
    assert.deepEqual(await once(child, 'exit'), [0, null])
  })
}

test('the first line is the connection string, the others are accepted envelopes', async t => {
  const { stdout } = run(t)
  const envelope = sampleDependency()
  await post(endpointIn(await stdout.next()), asLines([envelope]))
  assert.deepEqual(JSON.parse(await stdout.next()), envelope)
})

test('violations and protocol errors are told on stderr', async t => {
  const { stdout, stderr } = run(t)
  const endpoint = endpointIn(await stdout.next())
  await post(endpoint, '7')
  assert.match(await stderr.next(), /^request 0, line 0: .*must be object/)
  await post(endpoint, '')
  assert.equal(await stderr.next(), 'request 1: the body has no items')
})

test('--port chooses the port', async t => {
  const first = run(t)
  const { port } = new URL(endpointIn(await first.stdout.next()))
  first.child.kill()
  await once(first.child, 'exit')
  const second = run(t, ['--port', port])
  assert.equal(new URL(endpointIn(await second.stdout.next())).port, port)
})

interface Run {
  readonly child: ChildProcess
  readonly stdout: Lines
  readonly stderr: Lines
}

interface Lines {
  next(): Promise<string>
}

function run(t: TestContext, parameters: readonly string[] = []): Run {
  const child = spawn(process.execPath, [program, ...parameters])
  t.after(() => child.kill('SIGKILL'))
  return { child, stdout: linesOf(child.stdout), stderr: linesOf(child.stderr) }
}

function linesOf(stream: Readable): Lines {
  const lines = createInterface(stream)[Symbol.asyncIterator]()
  return {
    async next() {
      const { value, done } = await lines.next()
      assert.ok(!done, 'the program ended')
      return value
    }
  }
}

function endpointIn(connectionString: string): string {
  return connectionString.replace(/^.*;IngestionEndpoint=/, '')
}
