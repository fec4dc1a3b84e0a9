import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, symlinkSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
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
  assert.match(stderr, /✓ all that was recorded was accepted\n$/)
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
    found: /^no call was traced: blacklistHostnames, 127\.0\.0\.1$/
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
    found: /^2 items were not delivered, and are kept for later$/
  },
  {
    // Counted in items: the span of the program has two events.
    code: 'items-undelivered',
    calls: `const { getTracer } = require(${JSON.stringify(repository)})
      getTracer().span('work', span => { span.addEvent('one'); span.addEvent('two') })`,
    env: {
      APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=a;IngestionEndpoint=http://127.0.0.1:1`
    },
    found: /^3 items were not delivered/
  },
  {
    code: 'sampling-disagrees',
    calls: `require(${JSON.stringify(repository)}).traceIntegrations(['http'], { samplingRate: 1 })
      ${get}`,
    env: { OUTSPAN_SAMPLING_RATE: '0.5' },
    found: /^code samples at 1, OUTSPAN_SAMPLING_RATE is 0\.5$/
  },
  {
    code: 'exporter-not-azure',
    calls: get,
    env: { OUTSPAN_EXPORTER: 'console' },
    found: /^2 spans went to an exporter other than azure$/
  },
  {
    code: 'integrations-off',
    calls: get,
    env: { OUTSPAN_INTEGRATIONS: 'htpp' },
    found: /^no integration was on$/
  },
  {
    code: 'child-untraced',
    calls: `${get}; await new Promise(done => require('node:child_process')
      .spawn(process.execPath, ['-e', '0'], { env: {} }).on('exit', done))`,
    found: /^process \d+ started .*node.* without its environment$/
  },
  {
    code: 'view-not-exported',
    calls: `${get}; const { stats, View, measureInt, CountAggregation } = require(${JSON.stringify(repository)})
      stats.registerView(new View({ name: 'jobs', measure: measureInt('job', '', '1'),
        aggregation: new CountAggregation() }))`,
    found: /^the view jobs is registered, and nothing exports it$/
  },
  {
    code: 'items-rejected',
    calls: get,
    env: { OUTSPAN_TEST_OTHER_KEY: 'yes' },
    found: /rejected: \d+ for 400, .*InstrumentationKey/
  },
  {
    code: 'items-dropped',
    calls: `${get}; ${get}; ${get}`,
    env: { OUTSPAN_MAX_QUEUE_SIZE: '1', OUTSPAN_EXPORT_INTERVAL: '60000' },
    found: /queue/
  },
  {
    code: 'items-unreadable',
    calls: `const { AzureExporter, Tracer } = require(${JSON.stringify(repository)})
      const exporter = new AzureExporter(), tracer = new Tracer({ exporter })
      exporter.addTelemetryProcessor(({ data }) => { data.baseData.size = 1n })
      tracer.span('one', () => 1); tracer.span('two', () => 2); ${get}`,
    found: /^2 items could not be written$/
  },
  {
    code: 'export-failed',
    calls: `const { Tracer } = require(${JSON.stringify(repository)})
      const tracer = new Tracer({ exporter: { export() { throw new Error('x') } } })
      tracer.span('one', () => 1); tracer.span('two', () => 2); await tracer.flush(); ${get}`,
    found: /^2 spans were lost, as their export failed$/
  },
  {
    code: 'calls-bypassed',
    calls: `${get}; const other = net.createServer(s => s.end()).listen(0, '127.0.0.1'); await new Promise(d => other.on('listening', d))
      await new Promise(d => net.connect(other.address().port, '127.0.0.1').on('close', d).resume()); other.close()`,
    found: /1 connection to 127\.0\.0\.1:\d+, and no call/
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
  const koa = JSON.stringify(join(repository, 'node_modules', 'koa'))
  const files = { 'early.js': `require(${koa})`, 'app.js': program(get) }
  const cwd = createFolder(t, files)
  const register = join(cwd, 'node_modules', 'outspan')
  mkdirSync(join(cwd, 'node_modules'))
  symlinkSync(repository, register)
  const command = ['node', '-r', './early.js', '-r', 'outspan/register', 'app.js']
  const args = ['doctor', '--', ...command]
  const { stderr } = await runOutspan({ args, env: sendingTo(standIn), cwd })
  assert.match(stderr, /✗ koa was loaded before the agent in process \d+\n/)
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
        console.log('ready')
      }))
    })`
  const cwd = createFolder(t, { 'app.js': app })
  const child = startDoctor(cwd, sendingTo(standIn))
  const stderr = text(child.stderr)
  const ended = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), ended])
  assert.equal(child.exitCode, null, 'it goes on until it is ended')
  process.kill(-(child.pid as number), 'SIGINT')
  const [code, signal] = await ended
  assert.deepEqual([code, signal], [null, 'SIGINT'])
  assert.match(await stderr, / http http:\/\/127\.0\.0\.1:\d+: 1 traced\n/)
  assert.match(await stderr, /all that was recorded was accepted/)
  assert.equal(standIn.envelopes.length, 2)
})

/** Doctor with a program, in a group of its own, as a terminal makes one and sends signals to it. */
function startDoctor(cwd: string, env: Readonly<Record<string, string>>) {
  const command = join(repository, 'bin', 'outspan.js')
  return spawn(process.execPath, [command, 'doctor', '--', 'node', 'app.js'], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: 'pipe',
    detached: true
  })
}

test('SIGTERM to doctor alone is passed on, and the program may answer it in its own way', async t => {
  const standIn = await startStandIn(t)
  const app = `setInterval(() => undefined, 1000)
    process.on('SIGTERM', () => process.exit(5)); console.log('ready')`
  const child = startDoctor(createFolder(t, { 'app.js': app }), sendingTo(standIn))
  const stderr = text(child.stderr)
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  assert.deepEqual(await once(child, 'exit'), [5, null])
  assert.match(await stderr, /outspan in process/)
})

test('a program that is killed is reported all the same, and doctor ends by the same signal', async t => {
  const standIn = await startStandIn(t)
  const app = `process.kill(process.pid, 'SIGKILL')`
  const child = startDoctor(createFolder(t, { 'app.js': app }), sendingTo(standIn))
  const stderr = text(child.stderr)
  assert.deepEqual(await once(child, 'exit'), [null, 'SIGKILL'])
  assert.match(await stderr, /outspan in process \d+: .*app\.js\n/)
})

test('what is typed goes to the program', async t => {
  const standIn = await startStandIn(t)
  const cwd = createFolder(t, { 'app.js': 'process.stdin.pipe(process.stdout)' })
  const child = startDoctor(cwd, sendingTo(standIn))
  child.stdin.end('typed')
  assert.equal(await text(child.stdout), 'typed')
})

test('a thread reports for itself, beside its process', async t => {
  const standIn = await startStandIn(t)
  const app = `new (require('node:worker_threads').Worker)('./worker.js')`
  const cwd = createFolder(t, { 'app.js': app, 'worker.js': program(get) })
  const args = ['doctor', '--', 'node', 'app.js']
  const { stderr } = await runOutspan({ args, env: sendingTo(standIn), cwd })
  assert.match(stderr, /outspan in thread 1 of process \d+: /)
  assert.match(stderr, /outspan in process \d+: /)
})

test('views are told with their aggregation, and how they are exported', async t => {
  const standIn = await startStandIn(t)
  const app = `const { stats, View, measureInt, DistributionAggregation } = require(${JSON.stringify(repository)})
    const measure = measureInt('size', '', 'By')
    stats.registerView(new View({ name: 'sizes', tagKeys: ['queue'], measure,
      aggregation: new DistributionAggregation([10]) }))`
  const env = { ...sendingTo(standIn), OUTSPAN_METRICS: 'standard' }
  const args = ['doctor', '--', 'node', 'app.js']
  const { stderr } = await runOutspan({ args, env, cwd: createFolder(t, { 'app.js': app }) })
  assert.match(stderr, / view sizes: DistributionAggregation of size by queue, exported as sum, /)
})

test('of a thousand hosts the most called are shown, and none is taken for a bypass', async t => {
  const standIn = await startStandIn(t)
  // All of 127.0.0.0/8 is this machine, but for macOS and Windows.
  const app = `const http = require('node:http')
    const server = http.createServer((request, response) => response.end()).listen(0, async () => {
      const { port } = server.address()
      for (let i = 0; i < 1005; i++) {
        const host = '127.0.' + (i >> 8) + '.' + (1 + i % 250)
        await new Promise(done => http.get({ host, port, agent: false }, r => r.resume().on('end', done))
          .on('error', done))
      }
      server.close()
    })`
  const args = ['doctor', '--', 'node', 'app.js']
  const cwd = createFolder(t, { 'app.js': app })
  const { stderr } = await runOutspan({ args, env: sendingTo(standIn), cwd })
  assert.match(stderr, /\n {2}and calls of 9\d\d other kinds and hosts\n/)
  assert.equal(stderr.includes('calls-bypassed'), false)
})

test('a call is no bypass of itself, in whatever way its host is written', async t => {
  const standIn = await startStandIn(t)
  const hosts = ['LOCALHOST', '127.1', '::ffff:127.0.0.1', '0:0:0:0:0:0:0:1', '::1%lo']
  // Where there is no IPv6, calls that fail are calls all the same.
  const calls = `for (const host of ${JSON.stringify(hosts)}) await new Promise(done =>
    http.get({ host, port }, r => r.resume().on('end', done)).on('error', done))`
  const args = ['doctor', '--json', '--', 'node', 'app.js']
  const cwd = createFolder(t, { 'app.js': program(calls) })
  const { stderr } = await runOutspan({ args, env: sendingTo(standIn), cwd })
  const { processes } = JSON.parse(stderr) as { processes: readonly RunReport[] }
  const [{ calls: rows = [], connections = {} } = {}] = processes
  assert.equal(rows.filter(({ kind }) => kind === 'http').length, hosts.length)
  assert.equal(Object.keys(connections).length, hosts.length)
  assert.equal(stderr.includes('calls-bypassed'), false, stderr)
})

test('a connection to a proxy of the environment is no bypass', async t => {
  const standIn = await startStandIn(t)
  const proxy = createServer(socket => socket.end()).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  t.after(() => proxy.close())
  const { port } = proxy.address() as AddressInfo
  const env = { ...sendingTo(standIn), HTTPS_PROXY: `http://user:word@127.1:${port}/` }
  const connect = `net.connect(${port}, '127.0.0.1').on('close', done).resume()`
  const app = program(`${get}; await new Promise(done => ${connect})`)
  const args = ['doctor', '--', 'node', 'app.js']
  const { stderr } = await runOutspan({ args, env, cwd: createFolder(t, { 'app.js': app }) })
  assert.match(stderr, /all that was recorded was accepted/)
})

test('whose command loads the agent nowhere is told to', async t => {
  const standIn = await startStandIn(t)
  const register = JSON.stringify(join(repository, 'register.js'))
  const cwd = createFolder(t, { 'app.js': `require(${register})` })
  mkdirSync(join(cwd, 'node_modules'))
  symlinkSync(repository, join(cwd, 'node_modules', 'outspan'))
  const run = (...command: string[]) =>
    runOutspan({ args: ['doctor', '--', 'node', ...command], env: sendingTo(standIn), cwd })
  const advice = / loaded by doctor; without it, start the program with: node -r outspan\/register/
  assert.match((await run('app.js')).stderr, advice)
  assert.doesNotMatch((await run('-r', 'outspan/register', 'app.js')).stderr, advice)
})

test('a command that does not exist is said, and ends with 127', async t => {
  const args = ['doctor', '--', 'no-such-command-anywhere']
  const { code, stderr } = await runOutspan({ args, cwd: createFolder(t) })
  assert.equal(code, 127)
  assert.match(stderr, /no-such-command-anywhere cannot be run: .*ENOENT/)
})

test('a program that itself ends with 127 is reported', async t => {
  const standIn = await startStandIn(t)
  const cwd = createFolder(t, { 'app.js': 'process.exitCode = 127' })
  const args = ['doctor', '--', 'node', 'app.js']
  const { code, stderr } = await runOutspan({ args, env: sendingTo(standIn), cwd })
  assert.equal(code, 127)
  assert.match(stderr, /outspan in process/)
})
