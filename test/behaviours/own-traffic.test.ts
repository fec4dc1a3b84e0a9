import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runOnTarget } from '../process/both-ways.js'
import { type Dependency, readDependency } from '../process/dependency.js'
import { runProgram } from '../process/run-program.js'
import { startTarget } from '../process/target-server.js'
import { assertNoFaults } from '../process/telemetry-check.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { fixture } from './fixture.js'
import { assertParents } from './traced-program.js'

test('exports are never traced, though they run in spans, pools and flushes of the program (B09-10)', async t => {
  const target = await startTarget(t)
  const standIn = await startStandIn(t)
  const args = [target.http, standIn.connectionString]
  const outcome = await runProgram({ file: fixture('while-exporting.cjs'), args })
  assert.deepEqual([outcome.stdout, outcome.stderr, outcome.code], ['[ true ]\ntrue\n', '', 0])
  assertNoFaults(standIn)
  const dependencies = standIn.envelopes.map(readDependency)
  assert.equal(dependencies.length, 4 + 4 * 4 + 1)
  assert.deepEqual(targetsOf(dependencies), [new URL(target.http).host])
  assertParents(dependencies)
  assert.ok(standIn.requests.length > 4, 'spans went out one by one')
  for (const { headers } of standIn.requests) {
    assert.deepEqual([headers['traceparent'], headers['tracestate']], [undefined, undefined])
  }
})

test('a dispatcher of the program that lets nothing out does not stop the export, and mocked calls get no span (B09-10, U19)', async t => {
  const { dependencies, target } = await runOnTarget(t, ({ http }) => {
    return { file: fixture('mocked-dispatcher.cjs'), args: [http] }
  })
  assert.deepEqual(
    dependencies.map(({ data }) => data),
    [`${target.http}/hello/real`]
  )
})

for (const library of ['nock', 'msw', 'replaced functions']) {
  test(`with ${library} that let nothing out, what was called before is exported (B09-10)`, async t => {
    const { dependencies, target } = await runOnTarget(t, ({ http }) => {
      return { file: fixture('nothing-goes-out.cjs'), args: [library, http] }
    })
    assert.deepEqual(
      dependencies.map(({ data }) => data),
      [`${target.http}/hello`]
    )
  })
}

function targetsOf(dependencies: readonly Dependency[]): string[] {
  const calls = dependencies.filter(({ type }) => type === 'Http')
  return [...new Set(calls.map(({ target = '' }) => target))]
}
