import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createSocketServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { type BothWaysOptions, runBothWays } from '../process/both-ways.js'
import type { Exchange } from '../process/exchange.js'
import { startTarget, type TargetServer } from '../process/target-server.js'
import type { Expected } from '../process/telemetry-check.js'
import { fixture } from './fixture.js'

test('calls to [::1] have it in brackets in URL and target, for http, fetch and undici (F11)', async t => {
  if (!(await hasIPv6())) return t.skip('this machine has no IPv6')
  const { target, origin } = await startIPv6Target(t)
  const { dependencies } = await run(t, target, origin)
  assert.equal(dependencies.length, 14)
})

for (const entry of ['::1', '[::1]', '0:0:0:0:0:0:0:1', '[::1]:PORT']) {
  test(`calls to [::1] get neither span nor header when ${entry} is listed (F11, B05)`, async t => {
    if (!(await hasIPv6())) return t.skip('this machine has no IPv6')
    const { target, origin } = await startIPv6Target(t)
    const listed = entry.replace('PORT', new URL(origin).port)
    const settings = { OUTSPAN_BLACKLIST_HOSTNAMES: JSON.stringify([listed]) }
    const { dependencies } = await run(t, target, origin, { settings, isUntraced: () => true })
    assert.equal(dependencies.length, 0)
  })
}

test('calls to [::1] are traced when it is listed on another port (F11, B03)', async t => {
  if (!(await hasIPv6())) return t.skip('this machine has no IPv6')
  const { target, origin } = await startIPv6Target(t)
  const settings = { OUTSPAN_BLACKLIST_HOSTNAMES: JSON.stringify(['[::1]:80', '[::1]:1']) }
  // With its headers as a list, a call's port is not known when its head is made.
  const { dependencies } = await run(t, target, origin, { settings }, ['http-flat-headers'])
  assert.equal(dependencies.length, 13)
})

function run(
  t: TestContext,
  target: TargetServer,
  origin: string,
  options: BothWaysOptions = {},
  leftOut: readonly string[] = []
) {
  const program = { file: fixture('ipv6.cjs'), args: [origin, ...leftOut] }
  return runBothWays(t, target, program, { except: asWritten, ...options })
}

/** An address that is written in full stays so for http; URL has made it short for fetch. */
function asWritten({ url, origin }: Exchange): Expected | undefined {
  if (url !== '/hello/http-long') return undefined
  const { port } = new URL(origin)
  const target = `[0:0:0:0:0:0:0:1]:${port}`
  return { target, data: `http://${target}${url}` }
}

async function startIPv6Target(t: TestContext) {
  const target = await startTarget(t)
  const server = createServer().listen(0, '::1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const origin = `http://[::1]:${(server.address() as AddressInfo).port}`
  target.listen(server, origin)
  return { target, origin }
}

async function hasIPv6(): Promise<boolean> {
  const server = createSocketServer()
  const isListening = once(server, 'listening').then(
    () => true,
    () => false
  )
  server.listen(0, '::1')
  const answer = await isListening
  if (answer) server.close()
  return answer
}
