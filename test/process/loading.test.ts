import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type BothWaysOptions, runBothWays, runOnTarget } from './both-ways.js'
import { type WayToPreload, waysToPreload } from './preload.js'
import { fixture } from './repository.js'
import { startTarget } from './target-server.js'
import { trustingOurCertificate } from './trusted-certificate.js'

for (const way of Object.keys(waysToPreload) as WayToPreload[]) {
  test(`${way} traces calls of every way to require http (M01, P01-05)`, async t => {
    const { dependencies } = await run(t, 'requires.cjs', { way })
    assert.equal(dependencies.length, 8)
  })

  test(`${way} traces calls of every way to import http (M01-04, P01-05)`, async t => {
    const { dependencies } = await run(t, 'imports.mjs', { way })
    assert.equal(dependencies.length, 9)
  })

  test(`${way} traces the calls of a worker thread (W01-10)`, async t => {
    const { dependencies } = await run(t, 'worker.cjs', { way })
    assert.equal(dependencies.length, 4)
  })

  test(`${way} traces the calls of a forked child (W01-10)`, async t => {
    const { dependencies } = await run(t, 'fork.cjs', { way })
    assert.equal(dependencies.length, 4)
  })

  test(`${way} traces the calls of a cluster's worker (W01-10)`, async t => {
    const { dependencies } = await run(t, 'cluster.cjs', { way })
    assert.equal(dependencies.length, 2)
  })
}

const isOld = process.version.startsWith('v20.')
const permissions = [isOld ? '--experimental-permission' : '--permission', '--allow-fs-read=*']
// Newer versions guard the network too.
if (process.allowedNodeEnvironmentFlags.has('--allow-net')) permissions.push('--allow-net')

for (const nodeArgs of [['--frozen-intrinsics'], ['--disable-proto=throw'], permissions]) {
  test(`${nodeArgs[0]} changes nothing (P15)`, async t => {
    const target = await startTarget(t)
    const { http, https } = target
    const env = trustingOurCertificate(t)
    const args = [http, https]
    const program = { file: fixture('loading/requires.cjs'), args, env, nodeArgs }
    const { dependencies } = await runBothWays(t, target, program)
    assert.equal(dependencies.length, 8)
  })
}

test('for-in over a request, a response and an agent finds what it finds without the agent (P07)', async t => {
  await run(t, 'walked-prototypes.cjs')
})

test('names, lengths, keys and listeners of core are as without the agent (P04, P07, P09, P10)', async t => {
  await run(t, 'identity.cjs')
})

function run(t: TestContext, name: string, options: BothWaysOptions = {}) {
  const env = trustingOurCertificate(t)
  const file = fixture(`loading/${name}`)
  return runOnTarget(t, ({ http, https }) => ({ file, env, args: [http, https] }), options)
}
