import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type BothWaysOptions, runBothWays } from '../process/both-ways.js'
import { startTarget } from '../process/target-server.js'
import { trustingOurCertificate } from '../process/trusted-certificate.js'
import { startForwardProxy } from './forward-proxy.js'
import { otherToolsFixture } from './other-tools-fixture.js'
import { undiciVersions } from './undici-versions.js'

interface Way {
  readonly name: string
  readonly undici?: string
  /** Where the proxy stands in the environment, and nowhere else. */
  readonly isEnvironment?: boolean
  readonly skip?: string | false
}

// Node 22.21 and 24.5 have it, as a flag too.
const hasEnvProxy = process.allowedNodeEnvironmentFlags.has('--use-env-proxy')
const skip = !hasEnvProxy && 'this Node has no NODE_USE_ENV_PROXY'

const ways: readonly Way[] = [
  { name: 'agents' },
  { name: 'tunnel for both' },
  { name: 'core agents', isEnvironment: true, skip },
  { name: 'fetch', isEnvironment: true, skip },
  ...undiciVersions.map(undici => ({ name: 'ProxyAgent', undici })),
  { name: 'ProxyAgent with tunnels', undici: 'undici' },
  // undici 5 has no EnvHttpProxyAgent.
  ...undiciVersions
    .filter(undici => undici !== 'undici5')
    .flatMap(undici => [
      { name: 'EnvHttpProxyAgent', undici, isEnvironment: true },
      { name: 'global EnvHttpProxyAgent', undici, isEnvironment: true }
    ])
]

for (const way of ways) {
  const { name, undici, skip = false } = way
  const subject = undici === undefined ? name : `${name} of ${undici}`

  test(`${subject}: a call through a proxy is one span, of the target (F13, U15-16)`, {
    skip
  }, async t => {
    const { traced, dependencies } = await runProxied(t, way)
    assert.equal(dependencies.length, 4)
    assert.equal(traced.exchanges.length, 4)
  })

  test(`${subject}: a blacklisted target gets neither span nor header, whatever the proxy is called (B12)`, {
    skip
  }, async t => {
    const { dependencies } = await runProxied(t, way, { isListed: true })
    assert.deepEqual(dependencies, [])
  })

  test(`${subject}: a blacklisted proxy hides nothing (B12)`, { skip }, async t => {
    const { dependencies } = await runProxied(t, way, { isProxyListed: true })
    assert.equal(dependencies.length, 4)
  })
}

interface Listed {
  readonly isListed?: boolean
  readonly isProxyListed?: boolean
}

async function runProxied(
  t: TestContext,
  { name, undici, isEnvironment = false }: Way,
  { isListed = false, isProxyListed = false }: Listed = {}
) {
  const target = await startTarget(t)
  const proxy = await startForwardProxy(t)
  const { http, https } = target
  const env = { ...trustingOurCertificate(t), ...(isEnvironment && inEnvironment(proxy.url)) }
  const args = [name, http, https, proxy.url, ...(undici === undefined ? [] : [undici])]
  const program = { file: otherToolsFixture('proxied-calls.cjs'), args, env }
  const listed = [
    ...(isListed ? [new URL(http).host, new URL(https).host] : []),
    ...(isProxyListed ? [new URL(proxy.url).host] : [])
  ]
  const options: BothWaysOptions = {
    settings: { OUTSPAN_BLACKLIST_HOSTNAMES: listed.join(',') },
    isUntraced: () => isListed
  }
  const result = await runBothWays(t, target, program, options)
  const tunnel = `CONNECT ${new URL(result.standIn.endpoint).host}`
  const isExport = (request: string) => request === tunnel
  // Telemetry goes by the environment, too; by what the program gives its own calls it does not.
  assert.equal(proxy.requests.some(isExport), isEnvironment && !isListed)
  assertSameProxying(proxy.requests.filter(request => !isExport(request)))
  assert.deepEqual(proxy.tunnelHeaders, [])
  return result
}

function inEnvironment(url: string): Record<string, string> {
  return { HTTP_PROXY: url, HTTPS_PROXY: url, NODE_USE_ENV_PROXY: '1' }
}

/** The second half came from the program with the agent, and is as the first. */
function assertSameProxying(requests: readonly string[]): void {
  const half = requests.length / 2
  assert.ok(half > 0, 'the proxy was used')
  assert.deepEqual(requests.slice(half), requests.slice(0, half))
}
