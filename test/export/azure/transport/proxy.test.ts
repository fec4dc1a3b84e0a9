import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { PostOutcome } from '../../../../src/export/azure/transport/answer-reader.js'
import { Transport } from '../../../../src/export/azure/transport/transport.js'
import { startForwardProxy } from '../../../other-tools/forward-proxy.js'
import { localhostCertificate } from '../../../tools/localhost-certificate.js'
import { startStandIn } from '../../../tools/start-stand-in.js'
import { bodyOf } from '../delivery/batches.js'
import { assertAccepted, createLines } from '../envelope-lines.js'
import { connectToLoopback } from '../loopback.js'
import { startRawServer } from '../raw-server.js'

type Environment = Readonly<Record<string, string>>

/** Sets them for one test; proxies of the shell are none of it. */
function setEnvironment(t: TestContext, environment: Environment): void {
  const names = ['http_proxy', 'https_proxy', 'no_proxy'].flatMap(name => [
    name,
    name.toUpperCase()
  ])
  const before = names.map(name => [name, process.env[name]] as const)
  for (const name of names) delete process.env[name]
  Object.assign(process.env, environment)
  t.after(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  })
}

async function post(endpoint: string, timeout?: number): Promise<PostOutcome> {
  return new Transport(endpoint, { timeout }).post(bodyOf(createLines('a')))
}

/** What the proxy was asked for when one body went to an http or https endpoint. */
async function proxied(
  t: TestContext,
  scheme: 'http' | 'https',
  environment: (proxy: string, host: string) => Environment
): Promise<readonly string[]> {
  connectToLoopback(t)
  const standIn = await startStandIn(t, scheme === 'https' ? { tls: localhostCertificate } : {})
  const proxy = await startForwardProxy(t)
  const { host } = new URL(standIn.endpoint)
  setEnvironment(t, environment(proxy.url, host))
  assert.equal((await post(standIn.endpoint)).kind, 'answer')
  assertAccepted(standIn, 'a')
  return proxy.requests.map(request => request.replace(host, 'HOST'))
}

const ways: readonly (readonly [
  what: string,
  scheme: 'http' | 'https',
  environment: (proxy: string, host: string) => Environment,
  isProxied: boolean
])[] = [
  ['HTTPS_PROXY', 'https', proxy => ({ HTTPS_PROXY: proxy }), true],
  ['https_proxy', 'https', proxy => ({ https_proxy: proxy }), true],
  ['HTTPS_PROXY', 'http', proxy => ({ HTTPS_PROXY: proxy }), false],
  ['HTTP_PROXY', 'http', proxy => ({ HTTP_PROXY: proxy }), true],
  ['HTTP_PROXY', 'https', proxy => ({ HTTP_PROXY: proxy }), true],
  ['a proxy without a scheme', 'https', proxy => ({ HTTPS_PROXY: new URL(proxy).host }), true],
  ['NO_PROXY of all', 'https', proxy => ({ HTTPS_PROXY: proxy, NO_PROXY: '*' }), false],
  [
    'no_proxy of the host',
    'https',
    proxy => ({ HTTPS_PROXY: proxy, no_proxy: '127.0.0.1' }),
    false
  ],
  [
    'NO_PROXY of host and port',
    'https',
    (proxy, host) => ({ HTTPS_PROXY: proxy, NO_PROXY: host }),
    false
  ],
  [
    'NO_PROXY of another port',
    'https',
    proxy => ({ HTTPS_PROXY: proxy, NO_PROXY: '127.0.0.1:1' }),
    true
  ],
  [
    'NO_PROXY of a list',
    'https',
    proxy => ({ HTTPS_PROXY: proxy, NO_PROXY: 'a.test, 127.0.0.1' }),
    false
  ],
  [
    'NO_PROXY of others',
    'https',
    proxy => ({ HTTPS_PROXY: proxy, NO_PROXY: '.test,27.0.0.1' }),
    true
  ]
]
for (const [what, scheme, environment, isProxied] of ways) {
  test(`with ${what} an ${scheme} endpoint is ${isProxied ? '' : 'not '}reached through the proxy`, async t => {
    assert.deepEqual(await proxied(t, scheme, environment), isProxied ? ['CONNECT HOST'] : [])
  })
}

test('one tunnel is kept alive for several requests', async t => {
  const standIn = await startStandIn(t)
  const proxy = await startForwardProxy(t)
  setEnvironment(t, { HTTP_PROXY: proxy.url })
  const transport = new Transport(standIn.endpoint)
  for (const name of ['a', 'b', 'c']) {
    await transport.post(bodyOf(createLines(name)))
    // undici has the connection free a turn after the answer; to compress a body takes longer.
    await nextTurn()
  }
  assertAccepted(standIn, 'a', 'b', 'c')
  assert.equal(proxy.requests.length, 1)
  assert.deepEqual(proxy.tunnelHeaders, [])
})

const refusals = {
  'asks for a password': 'HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n',
  'allows no tunnel': 'HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n',
  'is no proxy': 'SSH-2.0-x\r\n'
}
for (const [what, answer] of Object.entries(refusals)) {
  test(`a proxy that ${what} is a failure that says nothing of its password`, async t => {
    const proxy = await startRawServer(t, socket => socket.end(answer))
    setEnvironment(t, { HTTPS_PROXY: proxy.replace('//', '//user:secret@') })
    const outcome = await post('https://ingest.test')
    assert.equal(outcome.kind, 'failure')
    assert.doesNotMatch(String(outcome.error), /secret/)
  })
}

test('a proxy that does not answer is a failure when time is up, and does not hold the next request', async t => {
  const proxy = await startRawServer(t, () => undefined)
  setEnvironment(t, { HTTPS_PROXY: proxy })
  const transport = new Transport('https://ingest.test', { timeout: 100 })
  for (const _ of [1, 2, 3]) {
    assert.equal((await transport.post(Buffer.alloc(0))).kind, 'failure')
  }
})

test('a proxy that is no URL is a failure that names the variable', async t => {
  setEnvironment(t, { HTTPS_PROXY: 'socks5://user:secret@127.0.0.1:1' })
  const outcome = await post('https://ingest.test')
  assert.match(String(outcome.kind === 'failure' && outcome.error), /HTTPS_PROXY is no http/)
})

test('a tunnel does not keep the process alive, and the fetch of the program is left alone', async t => {
  const standIn = await startStandIn(t)
  standIn.answer({ ending: 'hang' })
  const proxy = await startForwardProxy(t)
  const program = join(__dirname, '..', '..', 'fixtures', 'posting.js')
  const env = { ...process.env, HTTP_PROXY: proxy.url }
  const child = spawn(process.execPath, [program, standIn.endpoint], { stdio: 'inherit', env })
  assert.deepEqual(await once(child, 'exit'), [0, null])
})
