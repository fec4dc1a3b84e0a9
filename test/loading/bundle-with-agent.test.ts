import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { assertOneLine } from '../process/agent-lines.js'
import { sendingTo, withAgent } from '../process/preload.js'
import { type Program, runProgram } from '../process/run-program.js'
import { startTarget } from '../process/target-server.js'
import { assertTelemetry } from '../process/telemetry-check.js'
import { trustingOurCertificate } from '../process/trusted-certificate.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { type BundleOptions, bundle } from './bundle.js'

const dependenciesOfAgent = ['undici', 'require-in-the-middle', 'semver']
const ways: Readonly<Record<string, Omit<BundleOptions, 'format'>>> = {
  'with all that it depends on': {},
  minified: { minify: true },
  'without what it depends on': { external: dependenciesOfAgent }
}
const starts = {
  'start-from-environment': 'startFromEnvironment',
  'trace-integrations': 'traceIntegrations'
}

for (const format of ['cjs', 'esm'] as const) {
  for (const [how, options] of Object.entries(ways)) {
    for (const [start, name] of Object.entries(starts)) {
      test(`program and agent bundled as ${format}, ${how}, are traced after ${name} (M08-09)`, async t => {
        const file = await bundle(t, [start, 'every-client'], { format, ...options })
        const outcome = await runTraced(t, file)
        assert.equal(outcome.stderr, '')
        assert.match(outcome.stdout, /^\[ 'http'(, '[a-z-]+')* \]\n/)
      })
    }
  }

  test(`an agent bundled as ${format} yields to the preload's and says so in one line (M08-09, P13)`, async t => {
    const file = await bundle(t, ['start-from-environment', 'every-client'], { format })
    const outcome = await runTraced(t, file, (program, settings) => withAgent(program, settings))
    assertOneLine(outcome, ['another copy is active', 'yields'])
    assert.match(outcome.stdout, /^\[\]\n/)
  })
}

type Settings = Readonly<Record<string, string>>

/** Each of its eight calls is one dependency. */
async function runTraced(
  t: TestContext,
  file: string,
  start = (program: Program, env: Settings): Program => ({
    ...program,
    env: { ...program.env, ...env }
  })
) {
  const target = await startTarget(t)
  const standIn = await startStandIn(t)
  const program = { file, args: [target.http, target.https], env: trustingOurCertificate(t) }
  const outcome = await runProgram(start(program, sendingTo(standIn)))
  assert.deepEqual([outcome.code, outcome.endedByItself], [0, true], outcome.stderr)
  const exchanges = await target.takeExchanges()
  assert.equal(assertTelemetry(standIn, exchanges, outcome).length, 8)
  return outcome
}
