import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type BothWaysOptions, checkTelemetry, runUnchecked } from '../process/both-ways.js'
import { repository } from '../process/repository.js'
import { runProgram } from '../process/run-program.js'
import { assertSameLines, assertSameOnTheWire } from '../process/same-behaviour.js'
import { startTarget } from '../process/target-server.js'
import { loadingFixture } from './typescript-program.js'

const jest = join(repository, 'node_modules', 'jest', 'bin', 'jest.js')
const preload: BothWaysOptions = { way: 'NODE_OPTIONS=--require' }

test('the tests of a jest project have the same results, and their calls are traced (M09, K08)', async t => {
  const runs = await runJest(t, ['--runInBand', 'calls'])
  assert.equal(runs.traced.outcome.code, 0)
  assert.equal(checkTelemetry(runs, preload).length, 5)
})

test('a jest test that fails says the same, and its calls are traced (M09, K08)', async t => {
  const runs = await runJest(t, ['--runInBand', 'failing'])
  assert.equal(runs.traced.outcome.code, 1)
  const unanswered = [{ name: 'GET /refused', resultCode: 'ECONNREFUSED' }]
  checkTelemetry(runs, { ...preload, unanswered })
})

test('nock within jest mocks as without the agent, and real calls are traced (M09, K04-05)', async t => {
  const runs = await runJest(t, ['--runInBand', 'mocks'])
  assert.equal(runs.traced.outcome.code, 0)
  const mocked = { name: 'GET /mocked', target: 'mocked.test', resultCode: '200' }
  assert.equal(checkTelemetry(runs, { ...preload, unanswered: [mocked] }).length, 4)
})

for (const workers of ['processes', 'threads']) {
  test(`jest's worker ${workers} end as without the agent, and every call has its header (M09, W01-10)`, async t => {
    const kind = workers === 'threads' ? ['--workerThreads'] : []
    const { traced } = await runJest(t, ['--maxWorkers=2', ...kind])
    for (const exchange of traced.exchanges) {
      assert.equal(exchange.all('traceparent').length, 1, exchange.url)
    }
  })
}

test('what a test of jest has traced in code is shown after the test is over', async () => {
  const rootDir = loadingFixture('jest-tracer')
  const env = { OUTSPAN: join(repository, 'dist', 'index.js'), HOME: process.env['HOME'] ?? '' }
  const args = ['--rootDir', rootDir, '--no-cache', '--no-color', '--runInBand']
  const { code, stderr } = await runProgram({ file: jest, args, env, cwd: rootDir })
  assert.equal(code, 0, stderr)
  assert.match(stderr, /GET http:\S+\/traced-by-itself 200/)
})

async function runJest(t: TestContext, args: readonly string[]) {
  const target = await startTarget(t)
  const rootDir = loadingFixture('jest-project')
  const always = ['--rootDir', rootDir, '--no-cache', '--no-color']
  const env = { TARGET: target.http, HOME: process.env['HOME'] ?? '' }
  const program = { file: jest, args: [...always, ...args], env, cwd: rootDir }
  const runs = await runUnchecked(t, target, program, preload)
  const [bare, traced] = [runs.bare.outcome, runs.traced.outcome]
  assert.deepEqual([traced.code, traced.signal], [bare.code, bare.signal])
  assertSameLines(report(traced.stderr), report(bare.stderr))
  assert.equal(traced.stdout, bare.stdout)
  assertSameOnTheWire(runs.traced.exchanges, runs.bare.exchanges)
  return runs
}

/**
 * Without what differs from run to run: times, and which of two workers is done first. jest gives its
 * workers half a second to end, which on a busy machine is too short for the last export, and
 * sometimes for jest.
 */
function report(stderr: string): string {
  const varying = / \(\d[\d.]* m?s\)|^Time: .*$|^A worker process.*$/gm
  const lines = stderr.replace(varying, '').split('\n')
  return lines
    .filter(line => line.trim() !== '')
    .sort()
    .join('\n')
}
