import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { gte } from 'semver'
import { sendingTo } from '../../process/preload.js'
import { startStandIn } from '../../tools/start-stand-in.js'

const root = join(__dirname, '..', '..', '..', '..')
const programs = join(root, 'test', 'integrations', 'programs')
const silent = { OUTSPAN_EXPORTER: 'console', OUTSPAN_LOG_LEVEL: 'error' }
const installedAs = { 5: 'undici5', 6: 'undici6', 7: 'undici', 8: 'undici8' } as const

/** A project that has this version under its own name, as programs have it. */
async function createProject(t: TestContext, major: keyof typeof installedAs): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), 'outspan-undici-'))
  t.after(() => rm(project, { recursive: true }))
  const modules = join(project, 'node_modules')
  await mkdir(modules)
  await cp(join(root, 'node_modules', installedAs[major]), join(modules, 'undici'), {
    recursive: true
  })
  await cp(join(root, 'node_modules', '@fastify', 'busboy'), join(modules, '@fastify', 'busboy'), {
    recursive: true
  })
  await writeFile(join(project, 'package.json'), '{}')
  return join(project, 'package.json')
}

async function runTraced(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return run(['-r', join(root, 'register.js'), ...args], env)
}

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const options = { env, timeout: 30_000 }
  const { stdout } = await promisify(execFile)(process.execPath, args, options)
  return stdout
}

for (const major of [5, 6, 7, 8] as const) {
  // undici 8 asks for Node 22.19.
  const isSupported = major < 8 || gte(process.version, '22.19.0')
  const skip = isSupported ? false : 'undici 8 does not load on this Node'

  test(`C05 undici ${major}: a request that waits in a full pool belongs to who asked for it`, {
    skip
  }, async t => {
    const project = await createProject(t, major)
    const stdout = await runTraced([join(programs, 'queued-requests.cjs'), project], silent)
    for (const [task, direct, viaAgent] of JSON.parse(stdout)) {
      assert.deepEqual({ direct, viaAgent }, { direct: task, viaAgent: task })
    }
  })

  test(`U17 undici ${major}: a request that is made again begins when it is, and not with the first`, {
    skip
  }, async t => {
    const project = await createProject(t, major)
    const stdout = await run([join(programs, 'repeated-requests.cjs'), project])
    const { redirect, retry } = JSON.parse(stdout)
    assert.deepEqual(redirect, ['302', '200'])
    // undici 5 has no RetryAgent.
    assert.deepEqual(retry, major === 5 ? undefined : ['503', '503', '200'])
  })
}

test('C05 undici as an import of an ES module: a request that waits belongs to who asked for it', async () => {
  const stdout = await runTraced([join(programs, 'queued-requests.mjs')], silent)
  for (const [task, direct] of JSON.parse(stdout)) assert.equal(direct, task)
})

test('an export loads undici for itself, and no hook of require for the program', async t => {
  const standIn = await startStandIn(t)
  const env = { ...sendingTo(standIn), OUTSPAN_INTEGRATIONS: 'http' }
  const stdout = await runTraced([join(programs, 'call-and-look.cjs')], env)
  assert.deepEqual(JSON.parse(stdout), { accepted: 1, hooks: [] })
})
