import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import type { RunReport } from '../../src/run-report/run-report.js'
import { createFolder } from '../config/temporary-folder.js'
import { sendingTo } from '../process/preload.js'
import { repository } from '../process/repository.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { runOutspan } from './doctor-command.js'

/** Serves itself: `calls` is the body of an async function that knows `origin` and `port`. */
function program(calls: string): string {
  return `
    const http = require('node:http'), net = require('node:net'), http2 = require('node:http2')
    const server = http.createServer((request, response) => response.end('ok'))
    server.listen(0, '127.0.0.1', async () => {
      const { port } = server.address(), origin = 'http://127.0.0.1:' + port
      await (async () => { ${calls} })()
      server.close(); server.closeAllConnections()
    })`
}

const get = `await new Promise(done => http.get(origin, r => r.resume().on('end', done)))`
test('a run passes output and exit code through, and is reported on stderr', async t => {
  const standIn = await startStandIn(t)
  const app = program(`${get}; await (await fetch(origin)).text(); console.log('mine')
    process.exitCode = 7`)
  const cwd = createFolder(t, { 'app.js': app })
  const args = ['doctor', '--', 'node', 'app.js', 'one', 'two']
  const { stdout, stderr, code } = await runOutspan({ args, env: sendingTo(standIn), cwd })
  assert.equal(stdout, 'mine\n')
  assert.equal(code, 7)
  assert.match(stderr, /outspan in process \d+: .*app\.js one two\n/)
  assert.match(stderr, /telemetry goes to …0001 \(APPLICATIONINSIGHTS_CONNECTION_STRING\)\n/)
  assert.match(stderr, / http http:\/\/127\.0\.0\.1:\d+: 1 traced\n/)
  assert.match(stderr, / fetch http:\/\/127\.0\.0\.1:\d+: 1 traced\n/)
  assert.match(stderr, /accepted \d/)
  assert.match(stderr, /✓ all calls were recorded and accepted\n$/)
})

interface Row {
  readonly code: string
  readonly calls: string
  readonly env?: Readonly<Record<string, string>>
  readonly found: RegExp
}

/** Every problem that only a run shows, with its real cause. */
const rows: readonly Row[] = [
  { code: 'no-calls', calls: '', found: /no HTTP call/ },
  {
    code: 'all-skipped',
    calls: get,
    env: { OUTSPAN_BLACKLIST_HOSTNAMES: '127.0.0.1' },
    found: /blacklistHostnames, 127\.0\.0\.1/
  },
  {
    code: 'all-sampled-out',
    calls: get,
    env: { OUTSPAN_SAMPLING_RATE: '0' },
    found: /sampled out/
  },
  {
    code: 'items-undelivered',
    calls: get,
    env: {
      APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=a;IngestionEndpoint=http://127.0.0.1:1`
    },
    found: /were not delivered/
  },
  {
    code: 'items-rejected',
    calls: get,
    env: { OUTSPAN_TEST_OTHER_KEY: 'yes' },
    found: /rejected: \d+ with 400/
  },
  {
    code: 'items-dropped',
    calls: `${get}; ${get}; ${get}`,
    env: { OUTSPAN_MAX_QUEUE_SIZE: '1', OUTSPAN_EXPORT_INTERVAL: '60000' },
    found: /queue/
  },
  {
    code: 'calls-bypassed',
    calls: `${get}; const other = net.createServer(s => s.end()).listen(0, '127.0.0.1'); await new Promise(d => other.on('listening', d))
      await new Promise(d => net.connect(other.address().port, '127.0.0.1').on('close', d).resume()); other.close()`,
    found: /1 connections to 127\.0\.0\.1:\d+, and no call/
  },
  {
    code: 'no-report',
    calls: get,
    env: { OUTSPAN_SAMPLING_RATE: '7' },
    found: /no process/
  },
  {
    code: 'target-in-code',
    calls: `const { traceIntegrations } = require(${JSON.stringify(repository)})
      traceIntegrations(['http'], { connectionString: 'InstrumentationKey=other;IngestionEndpoint=http://127.0.0.1:1' })
      ${get}`,
    found: /code sends to …ther, the environment names …0001/
  }
]

for (const { code, calls, env, found } of rows) {
  test(`a run of which ${code} is true says so`, async t => {
    const isOtherKey = env?.['OUTSPAN_TEST_OTHER_KEY'] !== undefined
    const standIn = await startStandIn(t)
    const sending = isOtherKey
      ? {
          APPLICATIONINSIGHTS_CONNECTION_STRING: standIn.connectionString.replace(/0001;/, '0002;')
        }
      : sendingTo(standIn)
    const cwd = createFolder(t, { 'app.js': program(calls) })
    const args = ['doctor', '--json', '--', 'node', 'app.js']
    const { stderr } = await runOutspan({ args, env: { ...sending, ...env }, cwd })
    const { problems } = JSON.parse(stderr.slice(stderr.indexOf('{\n'))) as {
      problems: readonly { readonly code?: string; readonly found: string }[]
    }
    const matching = problems.filter(problem => problem.code === code)
    assert.equal(matching.length, 1, stderr)
    assert.match(matching[0]?.found ?? '', found)
  })
}

test('a package that is loaded before the agent is loaded-before', async t => {
  const standIn = await startStandIn(t)
  const undici = JSON.stringify(join(repository, 'node_modules', 'undici'))
  const files = { 'early.js': `require(${undici})`, 'app.js': program(get) }
  const cwd = createFolder(t, files)
  const register = join(cwd, 'node_modules', 'outspan')
  mkdirSync(join(cwd, 'node_modules'))
  symlinkSync(repository, register)
  const command = ['node', '-r', './early.js', '-r', 'outspan/register', 'app.js']
  const args = ['doctor', '--', ...command]
  const { stderr } = await runOutspan({ args, env: sendingTo(standIn), cwd })
  assert.match(stderr, /✗ undici was loaded before the agent in process \d+\n/)
  assert.ok(stderr.includes('[loaded-before]'))
})

test('every process of a run reports for itself', async t => {
  const standIn = await startStandIn(t)
  const parent = `require('node:child_process').fork('child.js')`
  const cwd = createFolder(t, { 'app.js': parent, 'child.js': program(get) })
  const args = ['doctor', '--json', '--', 'node', 'app.js']
  const { stderr } = await runOutspan({ args, env: sendingTo(standIn), cwd })
  const { processes } = JSON.parse(stderr) as { processes: readonly RunReport[] }
  const programs = processes.map(({ program: [file = ''] }) => file.split(/[\\/]/).at(-1))
  assert.deepEqual(programs.sort(), ['app.js', 'child.js'])
})

test('a program that runs until Ctrl-C is reported, and ends as it would have', async t => {
  const standIn = await startStandIn(t)
  const app = `const http = require('node:http')
    http.createServer((request, response) => response.end('ok')).listen(0, '127.0.0.1', function () {
      http.get({ port: this.address().port, host: '127.0.0.1' }, r => r.resume().on('end', () => {
        setTimeout(() => console.log('ready'), 600)
      }))
    })`
  const cwd = createFolder(t, { 'app.js': app })
  const command = join(repository, 'bin', 'outspan.js')
  const child = spawn(process.execPath, [command, 'doctor', '--', 'node', 'app.js'], {
    cwd,
    env: { PATH: process.env['PATH'], ...sendingTo(standIn) },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, as a terminal makes one and sends the signal to all of it.
    detached: true
  })
  const stderr = text(child.stderr)
  const ended = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), ended])
  assert.equal(child.exitCode, null, 'it goes on until it is ended')
  process.kill(-(child.pid as number), 'SIGINT')
  const [code, signal] = await ended
  assert.deepEqual([code, signal], [null, 'SIGINT'])
  assert.match(await stderr, / http http:\/\/127\.0\.0\.1:\d+: 1 traced\n/)
})

test('a command that does not exist is said, and ends with 127', async t => {
  const args = ['doctor', '--', 'no-such-command-anywhere']
  const { code, stderr } = await runOutspan({ args, cwd: createFolder(t) })
  assert.equal(code, 127)
  assert.match(stderr, /no-such-command-anywhere cannot be run: .*ENOENT/)
})
