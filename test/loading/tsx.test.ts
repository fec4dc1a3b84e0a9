import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { runBothWays } from '../process/both-ways.js'
import { type WayToPreload, waysToPreload } from '../process/preload.js'
import { repository } from '../process/repository.js'
import type { Program } from '../process/run-program.js'
import { startTarget } from '../process/target-server.js'
import { trustingOurCertificate } from '../process/trusted-certificate.js'
import { copyTypeScript } from './typescript-program.js'

const cli = join(repository, 'node_modules', 'tsx', 'dist', 'cli.mjs')
const programs = { 'program.mts': 'an ES module', 'program.cts': 'CommonJS' }

for (const [name, what] of Object.entries(programs)) {
  for (const way of Object.keys(waysToPreload) as WayToPreload[]) {
    test(`a TypeScript program of ${what} with --import tsx is traced by ${way} (M05)`, async t => {
      await runTypeScript(t, name, way, file => ({ file, nodeArgs: ['--import', 'tsx'] }))
    })
  }

  test(`a TypeScript program of ${what} is traced when tsx comes before the agent (M05)`, async t => {
    const env = { NODE_OPTIONS: '--import tsx' }
    await runTypeScript(t, name, '--import', file => ({ file, env }))
  })

  test(`a TypeScript program of ${what} that the tsx command runs is traced (M05)`, async t => {
    await runTypeScript(t, name, 'NODE_OPTIONS=--require', file => ({ file: cli, args: [file] }))
  })
}

async function runTypeScript(
  t: TestContext,
  name: string,
  way: WayToPreload,
  makeProgram: (file: string) => Program
): Promise<void> {
  const target = await startTarget(t)
  const program = makeProgram(join(copyTypeScript(t, { 'every-client': name }), name))
  const args = [...(program.args ?? []), target.http, target.https]
  const env = { ...trustingOurCertificate(t), ...program.env }
  const whole = { ...program, args, env, cwd: repository }
  const { dependencies } = await runBothWays(t, target, whole, { way })
  assert.equal(dependencies.length, 8)
}
