import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { assertProgramUntouched } from '../process/agent-lines.js'
import { sendingTo, withAgent } from '../process/preload.js'
import { repository } from '../process/repository.js'
import { runProgram } from '../process/run-program.js'
import { assertSameOutcome } from '../process/same-behaviour.js'
import { startTarget } from '../process/target-server.js'
import { assertNoFaults } from '../process/telemetry-check.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { fixture } from './fixture.js'

const isOld = process.version.startsWith('v20.')
const permission = isOld ? '--experimental-permission' : '--permission'
// Newer versions guard the network too.
const guardsNetwork = process.allowedNodeEnvironmentFlags.has('--allow-net')
const net = guardsNetwork ? ['--allow-net'] : []

const file = fixture('one-get.cjs')
const agent = ['register.js', 'package.json', 'dist/*', 'node_modules/*'].map(inRepository)
/** Asked for, though it is not there. */
const configFile = inRepository('outspan.config.json')

test('under --permission, a program is traced that may read itself and what the agent consists of (P15)', async t => {
  const { traced, bare, standIn } = await run(t, [...allow(file, ...agent, configFile), ...net])
  assertSameOutcome(traced, bare)
  assert.equal(traced.stdout, '200\n')
  assertNoFaults(standIn)
  assert.equal(standIn.envelopes.length, 1)
})

const missing = {
  'the build of the agent': agent.filter(path => !path.includes('dist')),
  'the packages of the agent': agent.filter(path => !path.includes('node_modules')),
  'where the configuration file would be': agent
}

for (const [what, paths] of Object.entries(missing)) {
  test(`under --permission, a program that may not read ${what} runs untraced, and one line says so (P15)`, async t => {
    const { traced, bare, standIn } = await run(t, [...allow(file, ...paths), ...net])
    assertProgramUntouched(traced, bare)
    assert.equal(traced.stdout, '200\n')
    const line = /^outspan: .*(?:ERR_ACCESS_DENIED|restricted).*; the program runs untraced$/gm
    assert.equal(traced.stderr.match(line)?.length, 1, traced.stderr)
    assert.equal(standIn.requests.length, 0)
  })
}

test('under --permission, a program that may not use the network ends as without the agent (P15)', {
  skip: guardsNetwork ? false : 'this Node does not guard the network'
}, async t => {
  const { traced, bare, standIn } = await run(t, allow(file, ...agent, configFile))
  assertProgramUntouched(traced, bare)
  assert.equal(traced.stdout, 'ERR_ACCESS_DENIED\n')
  assert.equal(standIn.requests.length, 0)
})

async function run(t: TestContext, permissions: readonly string[]) {
  const target = await startTarget(t)
  const standIn = await startStandIn(t)
  const program = { file, args: [target.http], nodeArgs: [permission, ...permissions] }
  const bare = await runProgram(program)
  const traced = await runProgram(withAgent(program, sendingTo(standIn)))
  return { bare, traced, standIn }
}

function allow(...paths: readonly string[]): string[] {
  return paths.map(path => `--allow-fs-read=${path}`)
}

function inRepository(path: string): string {
  return join(repository, path)
}
