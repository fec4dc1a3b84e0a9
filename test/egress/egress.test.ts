import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Answer } from '../../tools/ingestion-stand-in/server.js'
import { startForwardProxy } from '../other-tools/forward-proxy.js'
import { sendingTo } from '../process/preload.js'
import { registerFile, repository } from '../process/repository.js'
import { runProgram } from '../process/run-program.js'
import { startTarget } from '../process/target-server.js'
import { createTemporaryFolder } from '../process/temporary-folder.js'
import { startStandIn } from '../tools/start-stand-in.js'

type Environment = Readonly<Record<string, string>>

/** What makes others ask for the place they run at, or for an identity. */
const azureHost: Environment = {
  WEBSITE_SITE_NAME: 'site',
  WEBSITE_INSTANCE_ID: '1',
  FUNCTIONS_WORKER_RUNTIME: 'node',
  CONTAINER_APP_NAME: 'app',
  KUBERNETES_SERVICE_HOST: '127.0.0.1',
  AKS_ARM_NAMESPACE_ID: '1',
  IDENTITY_ENDPOINT: 'http://127.0.0.1:9/token',
  IDENTITY_HEADER: 'x',
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD',
  AZURE_CLIENT_ID: '00000000-0000-0000-0000-000000000001'
}

function fixture(name: string): string {
  return join(repository, 'test', 'egress', 'fixtures', name)
}

/** Every way out that a program took, each once. */
async function watch(
  t: TestContext,
  name: string,
  args: readonly string[],
  settings?: Environment
): Promise<readonly string[]> {
  const log = join(createTemporaryFolder(t), 'egress.log')
  const preloads = [fixture('watch-egress.cjs'), ...(settings ? [registerFile] : [])]
  const nodeArgs = ['--expose-internals', ...preloads.flatMap(file => ['-r', file])]
  const env = { ...settings, EGRESS_LOG: log }
  const { code } = await runProgram({ file: fixture(name), args, nodeArgs, env })
  assert.equal(code, 0)
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []
  return [...new Set(lines)].sort()
}

function connectTo(url: string): string {
  return `connect ${new URL(url).host}`
}

test('every way out is seen, so that what is not seen is not there', async t => {
  const { http } = await startTarget(t)
  const { port } = new URL(http)
  const seen = await watch(t, 'every-way-out.cjs', [port])
  assert.deepEqual(seen, [
    'connect /nowhere/socket',
    'connect /nowhere/worker',
    `connect 127.0.0.1:${port}`,
    `connect ::1:${port}`,
    'datagram',
    'lookup 127.0.0.1',
    'lookup localhost',
    'queryA resolved.invalid',
    'spawn',
    'spawn, waiting'
  ])
})

const answers: Readonly<Record<string, Answer>> = {
  'accepts all': {},
  'is always busy': { status: 503 },
  'refuses the key': { status: 400 },
  'wants a token': { status: 401 },
  'hands over to another host': { status: 307, headers: { location: 'https://127.0.0.2:9/' } },
  'resets the connection': { ending: 'reset' }
}
for (const [what, answer] of Object.entries(answers)) {
  test(`with an endpoint that ${what}, the agent opens connections to it and to nothing else`, async t => {
    const target = await startTarget(t)
    const standIn = await startStandIn(t)
    standIn.answer(answer)
    const own = await watch(t, 'calls.cjs', [target.http])
    assert.deepEqual(own, [connectTo(target.http)])
    const settings = { ...azureHost, ...sendingTo(standIn) }
    const seen = await watch(t, 'calls.cjs', [target.http], settings)
    assert.deepEqual(seen, [...own, connectTo(standIn.endpoint)].sort())
    assert.ok(standIn.requests.length > 0)
  })
}

test('the name of the endpoint is the only one that is asked for', async t => {
  const target = await startTarget(t)
  const { port } = new URL((await startStandIn(t)).endpoint)
  const seen = await watch(t, 'calls.cjs', [target.http], {
    APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=http://localhost:${port}`
  })
  assert.deepEqual(
    seen.filter(line => !line.startsWith('connect ')),
    ['lookup localhost']
  )
})

test('with a proxy in the environment, the agent opens connections to that alone', async t => {
  const target = await startTarget(t)
  const standIn = await startStandIn(t)
  const proxy = await startForwardProxy(t)
  const settings = { ...sendingTo(standIn), HTTP_PROXY: proxy.url }
  const seen = await watch(t, 'calls.cjs', [target.http], settings)
  assert.deepEqual(seen, [connectTo(target.http), connectTo(proxy.url)].sort())
  assert.equal(standIn.envelopes.length, 2)
})

test('a program that makes no calls goes nowhere, with or without a connection string', async t => {
  const standIn = await startStandIn(t)
  for (const settings of [sendingTo(standIn), azureHost]) {
    assert.deepEqual(await watch(t, 'calls.cjs', [], settings), [])
  }
})

test('without a connection string the program makes its own connections alone', async t => {
  const target = await startTarget(t)
  const seen = await watch(t, 'calls.cjs', [target.http], azureHost)
  assert.deepEqual(seen, [connectTo(target.http)])
})
