import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { expectedSpans, findMissing } from '../../demo/expected-spans.js'
import { readSpan } from '../../demo/trace-tree.js'
import { startStandIn } from '../tools/start-stand-in.js'

const program = join(__dirname, '../../demo/main.js')

test('the demo shows every expected span, and what was not traced', async t => {
  const { code, stdout, stderr } = await runDemo(t)
  assert.equal(code, 0, stderr)
  assert.equal(stderr, '')
  // And the exception of the price service.
  const count = expectedSpans.length + 1
  assert.match(
    stdout,
    new RegExp(`^${count} envelopes arrived in \\d+ requests, all .* valid`, 'm')
  )
  assert.match(
    stdout,
    /^✓ {2}├─ GET \/stock\/42 +http +200 +[\d.]+ ms +Http +127\.0\.0\.1:\d+ +shop$/m
  )
  assert.match(stdout, /^✗ {2}├─ GET \/prices\/13 +axios +500 /m)
  assert.match(stdout, /^✗ {2}└─ GET \/points\/alice +fetch +ECONNREFUSED /m)
  assert.match(
    stdout,
    /^✗ {2}│ {2}└─ GET \/prices\/:id +Koa +500 .*\n +its exception: RangeError: /m
  )
  assert.match(stdout, /^✓ {2}│ {2}├─ PUT \/stock\/\d +fetch +200 /m)
  assert.match(stdout, /^ +its URL: \S+\?sv=2026-01-01&sig=REDACTED$/m)
  assert.match(
    stdout,
    /^Not traced: GET \/search, as OUTSPAN_BLACKLIST_HOSTNAMES=127\.0\.0\.1:\d+/m
  )
})

test('what it prints fits a screen of 100 columns, and has no colours in a pipe', async t => {
  const { stdout } = await runDemo(t)
  const lines = stdout.trimEnd().split('\n')
  assert.ok(lines.length <= 40, `${lines.length} lines`)
  assert.deepEqual(
    lines.filter(line => line.length > 100),
    []
  )
  assert.ok(!stdout.includes('\x1b'))
})

test('settings of the shell do not change what it shows', async t => {
  const { code, stderr } = await runDemo(t, {
    NODE_OPTIONS: '--require ./register.js',
    OTEL_TRACES_SAMPLER_ARG: '0',
    OUTSPAN_EXPORTER: 'console',
    HTTP_PROXY: 'http://127.0.0.1:1',
    HTTPS_PROXY: 'http://127.0.0.1:1'
  })
  assert.equal(code, 0, stderr)
})

test('with a connection string, everything arrives there', async t => {
  const standIn = await startStandIn(t)
  const { code, stdout, stderr } = await runDemo(t, destination(standIn.connectionString))
  assert.equal(code, 0, stderr)
  const spans = standIn.envelopes.map(readSpan).filter(span => span !== undefined)
  assert.deepEqual(findMissing(spans), [])
  assert.deepEqual(standIn.violations, [])
  assert.ok(stdout.includes(`They send to ${standIn.endpoint.slice(0, -1)}`))
  for (const { traceId } of spans.filter(({ result }) => result === '200')) {
    assert.ok(stdout.includes(`\n  ${traceId}  `), `${traceId} in ${stdout}`)
  }
})

test('it fails when the resource refuses the telemetry', async t => {
  const standIn = await startStandIn(t)
  standIn.answer({ status: 400 })
  const { code, stdout, stderr } = await runDemo(t, destination(standIn.connectionString))
  assert.equal(code, 1)
  assert.match(stderr, /^shop: outspan: .*refused/m)
  assert.match(stderr, /^The demo has failed:\n.*\n {2}of 5 spans of checkout, 0 were accepted$/m)
  assert.doesNotMatch(stdout, /portal/)
})

test('an invalid connection string is told before anything is started', async t => {
  const { code, stdout, stderr } = await runDemo(t, destination('IngestionEndpoint=http://h/'))
  assert.equal(code, 1)
  assert.equal(stdout, '')
  assert.match(stderr, /APPLICATIONINSIGHTS_CONNECTION_STRING.*no InstrumentationKey/)
})

test('a signal ends it, and its programs with it', async t => {
  const demo = startDemo(t)
  const [head] = await once(demo.child.stdout, 'data')
  const [stockUrl = ''] = /http:\S+/.exec(String(head)) ?? []
  await fetch(stockUrl, { method: 'PUT' })
  demo.child.kill('SIGTERM')
  const { code, stderr } = await demo.end
  assert.equal(code, 1)
  assert.match(stderr, /it was ended by SIGTERM/)
  await assert.rejects(fetch(stockUrl, { method: 'PUT' }), TypeError)
})

function destination(connectionString: string): NodeJS.ProcessEnv {
  return { APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString }
}

function runDemo(t: TestContext, environment?: NodeJS.ProcessEnv) {
  return startDemo(t, environment).end
}

function startDemo(t: TestContext, environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [program], { env: { ...process.env, ...environment } })
  t.after(() => child.kill())
  const output = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  const end = output.then(([stdout, stderr, [code]]) => ({ code, stdout, stderr }))
  return { child, end }
}
