import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { startStandIn } from '../tools/start-stand-in.js'
import { assertOneLine, assertProgramUntouched } from './agent-lines.js'
import { type CopyOptions, copyAgent } from './copy-of-agent.js'
import { sendingTo, type WayToPreload, waysToPreload, withAgent } from './preload.js'
import { fixture, repository } from './repository.js'
import { runProgram } from './run-program.js'
import { startTarget } from './target-server.js'

for (const way of Object.keys(waysToPreload) as WayToPreload[]) {
  test(`without its build the agent says so in one line and the program runs (${way})`, async t => {
    await assertStepsAside(t, { withBuild: false }, ['build is missing', 'dist/'], way)
  })

  test(`on a Node that is not supported the agent says so in one line and the program runs (${way})`, async t => {
    const parts = [`Node ${process.version} is not supported`, '>=99.0.0 is']
    await assertStepsAside(t, { engines: '>=99.0.0' }, parts, way)
  })
}

const frameworks = join(repository, 'test', 'incoming', 'fixtures', 'clears-require-cache.cjs')
/** Read with the first call or request, and who makes it. */
const lateFiles: [without: readonly string[], file: string][] = [
  [['http-calls.js', 'server-calls.js', 'undici-calls.js'], fixture('calls-itself.cjs')],
  [['call-rules.js'], fixture('calls-itself.cjs')],
  [['express-requests.js', 'koa-requests.js'], frameworks]
]

for (const [without, file] of lateFiles) {
  test(`without ${without}, read late, the program calls and serves as ever`, async t => {
    const standIn = await startStandIn(t)
    const program = { file, args: [] }
    const bare = await runProgram(program)
    const env = sendingTo(standIn)
    const outcome = await runProgram(withAgent(program, env, '-r', copyAgent(t, { without })))
    assertProgramUntouched(outcome, bare)
    for (const name of without) {
      assert.ok(
        outcome.stderr.includes(`was left out: Error: Cannot find module './${name}'`),
        name
      )
    }
  })
}

async function assertStepsAside(
  t: TestContext,
  copy: CopyOptions,
  parts: readonly string[],
  way: WayToPreload
): Promise<void> {
  const target = await startTarget(t)
  const standIn = await startStandIn(t)
  const program = { file: fixture('one-call.cjs'), args: [target.http] }
  const bare = await runProgram(program)
  const outcome = await runProgram(withAgent(program, sendingTo(standIn), way, copyAgent(t, copy)))
  assertProgramUntouched(outcome, bare)
  assertOneLine(outcome, [...parts, 'the program runs untraced'])
}
