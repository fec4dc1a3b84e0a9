import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { startStandIn } from '../tools/start-stand-in.js'
import { runBothWays } from './both-ways.js'
import type { Exchange } from './exchange.js'
import { fixture } from './repository.js'
import { runProgram } from './run-program.js'
import { startTarget, type TargetServer } from './target-server.js'
import { assertTelemetry, type Expected } from './telemetry-check.js'
import { createTemporaryFolder } from './temporary-folder.js'

/** Client and URL, or options of node:http; a path with `listed` must get neither span nor header. */
type Call = readonly [client: string, subject: string | object]

const tracedTunnel = 'free.test:8443'

/** Entries of the blacklist, and URLs that they must hit or miss. */
const rules: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    'a host is listed on any port and for both protocols (B01-B02)',
    ['api.test'],
    [
      'http://api.test/listed',
      'http://api.test:8081/listed',
      'https://api.test/listed',
      'https://api.test:8443/listed',
      'http://notapi.test/free',
      'http://api.test.other.test/free',
      'http://sub.api.test/free',
      'http://api.testing/free'
    ]
  ],
  [
    'host:port is listed on that port only (B03)',
    ['api.test:8080'],
    [
      'http://api.test:8080/listed',
      'https://api.test:8080/listed',
      'http://api.test/free',
      'http://api.test:80/free',
      'http://api.test:8081/free',
      'http://other.test:8080/free'
    ]
  ],
  [
    'h:443 is https://h and h:80 is http://h (B04)',
    ['secure.test:443', 'plain.test:80'],
    [
      'https://secure.test/listed',
      'https://secure.test:443/listed',
      'http://secure.test/free',
      'http://secure.test:443/listed',
      'http://plain.test/listed',
      'https://plain.test/free'
    ]
  ],
  [
    'case, a trailing dot and international names do not matter (B05)',
    ['API.Test', 'dotted.test.', 'München.test'],
    [
      'http://api.test/listed',
      'http://API.TEST/listed',
      'http://api.test./listed',
      'http://dotted.test/listed',
      'http://dotted.test./listed',
      'http://xn--mnchen-3ya.test/listed',
      'http://münchen.test/listed',
      'http://munchen.test/free'
    ]
  ],
  [
    'IPv6 is listed with and without brackets, in any spelling (B05)',
    ['::1', '[2001:db8::1]', '[2001:db8::2]:8081'],
    [
      'http://[::1]/listed',
      'http://[0:0:0:0:0:0:0:1]:8080/listed',
      'http://[2001:db8::1]:8080/listed',
      'http://[2001:0db8::1]/listed',
      'http://[2001:db8::2]:8081/listed',
      'http://[2001:db8::2]:8082/free',
      'http://[::2]:8080/free'
    ]
  ],
  [
    '*.example.com is anchored, and its dots are literal (B06)',
    ['*.wild.test'],
    [
      'http://a.wild.test/listed',
      'https://a.b.wild.test:8443/listed',
      'http://wild.test/free',
      'http://awild.test/free',
      'http://a.wildxtest/free',
      'http://a.wild.test.other/free'
    ]
  ],
  [
    'a regular expression with g or y is as good the second time as the first (B07)',
    [String.raw`/^re\d\.test$/g`, String.raw`/sticky\.test/y`],
    [
      'http://re1.test/listed/1',
      'http://re2.test/listed/1',
      'http://re1.test:8080/listed/2',
      'http://re1.test:8081/listed/3',
      'http://re3.test/listed/1',
      'http://sticky.test/listed/1',
      'http://sticky.test:8080/listed/2',
      'http://sticky.test:8081/listed/3',
      'http://rex.test/free'
    ]
  ]
]

for (const [name, entries, urls] of rules) {
  for (const client of ['http', 'undici', 'fetch']) {
    test(`${name}, for ${client}`, async t => {
      await runCalls(
        t,
        entries,
        urls.map(url => [client, url])
      )
    })
  }
}

test('hosts given as options are hit as those of a URL (B02-06)', async t => {
  await runCalls(
    t,
    ['api.test', 'port.test:8080', '[::1]', 'münchen.test'],
    [
      ['options', { host: 'api.test', path: '/listed' }],
      ['options', { host: 'other.test', hostname: 'api.test', path: '/listed' }],
      ['options', { host: 'api.test', hostname: 'other.test', path: '/free' }],
      [
        'options',
        { host: 'other.test', path: '/free?peer=other.test', headers: { host: 'api.test' } }
      ],
      ['options', { host: 'api.test', path: '/listed', headers: { host: 'other.test' } }],
      ['options', { host: 'port.test', port: '8080', path: '/listed' }],
      ['options', { host: 'port.test', port: 8081, path: '/free' }],
      ['options', { host: 'port.test', defaultPort: 8080, path: '/listed' }],
      ['options', { host: '::1', path: '/listed' }],
      ['options', { host: 'münchen.test', path: '/listed' }],
      ['options', { host: 'api.test', path: '/listed', headers: ['Host', 'any'] }],
      ['options', { host: 'api.test', path: '/listed', headers: { Expect: '100-continue' } }]
    ]
  )
})

test('each hop of a redirect is looked at by itself (B11)', async t => {
  await runCalls(
    t,
    ['api.test'],
    [
      ['fetch', 'http://api.test/redirect/listed?to=http://free.test/free'],
      ['fetch', 'http://free.test/redirect/free?to=http://api.test/listed']
    ]
  )
})

test('the target decides and not the proxy, in absolute form and through a tunnel (B12)', async t => {
  await runCalls(
    t,
    ['api.test', 'proxy.test', '127.0.0.1'],
    [
      ['options', { host: 'proxy.test', path: 'http://free.test/free' }],
      ['options', { host: 'proxy.test', path: 'http://api.test/listed' }],
      ['options', { host: 'proxy.test', method: 'CONNECT', path: tracedTunnel }],
      ['options', { host: 'proxy.test', method: 'CONNECT', path: 'api.test:443' }],
      ['proxy', 'http://free.test/free'],
      ['proxy', 'http://api.test/listed']
    ]
  )
})

test('unix sockets are listed by their path (B13)', async t => {
  const target = await startTarget(t)
  const folder = createTemporaryFolder(t)
  const calls: Call[] = []
  for (const name of ['listed', 'free']) {
    const socketPath = join(folder, `${name}.sock`)
    await listenOn(t, target, socketPath)
    calls.push(['options', { socketPath, path: `/${name}/socket` }])
  }
  await runCalls(t, [join(folder, 'listed.sock')], calls, target)
  await runCalls(t, [`unix:${join(folder, 'listed.sock')}`], calls, target)
})

test('a blacklist in the configuration file counts, under its old name too', async t => {
  for (const name of ['blacklistHostnames', 'excludelistHostnames']) {
    const file = join(createTemporaryFolder(t), 'outspan.config.json')
    writeFileSync(file, JSON.stringify({ [name]: ['api.test', '/^re\\d\\.test$/g'] }))
    await runWithSettings(t, { OUTSPAN_CONFIG_FILE: file }, callsOfCode)
  }
})

test('a blacklist in code counts, under its old name too, and regular expressions stay stateless (B07)', async t => {
  for (const excludelist of [false, true]) {
    const target = await startTarget(t)
    const standIn = await startStandIn(t)
    const { connectionString } = standIn
    const details = { ...portsOf(target), calls: callsOfCode, connectionString, excludelist }
    const args = [JSON.stringify(details)]
    const outcome = await runProgram({ file: fixture('blacklist/from-code.cjs'), args })
    assert.deepEqual([outcome.stderr, outcome.code], ['', 0])
    const exchanges = await target.takeExchanges()
    assertTelemetry(standIn, exchanges, { ...blacklistRules, lifetime: outcome.lifetime })
  }
})

const callsOfCode: readonly Call[] = [
  ['http', 'http://re1.test/listed'],
  ['http', 'http://re2.test/listed'],
  ['http', 'http://re3.test:8080/listed'],
  ['undici', 'http://re1.test:8081/listed'],
  ['http', 'http://api.test/listed'],
  ['http', 'http://free.test/free']
]

function runCalls(
  t: TestContext,
  entries: readonly string[],
  calls: readonly Call[],
  target?: TargetServer
) {
  const settings = { OUTSPAN_BLACKLIST_HOSTNAMES: JSON.stringify(entries) }
  return runWithSettings(t, settings, calls, target)
}

async function runWithSettings(
  t: TestContext,
  settings: Record<string, string>,
  calls: readonly Call[],
  given?: TargetServer
): Promise<void> {
  const target = given ?? (await startTarget(t))
  const args = [JSON.stringify({ ...portsOf(target), calls })]
  const program = { file: fixture('blacklist/call-each.cjs'), args }
  const { traced } = await runBothWays(t, target, program, { settings, ...blacklistRules })
  assert.ok(traced.exchanges.length >= calls.length)
}

function portsOf({ httpPort, httpsPort }: TargetServer) {
  return { httpPort, httpsPort }
}

/** The names in the URLs are not those of the server. */
const blacklistRules = {
  isUntraced: ({ url, method }: Exchange) => {
    // Of the tunnels, undici's own carry no span, core's do unless they lead to a listed host.
    if (method === 'CONNECT') return url !== tracedTunnel
    return url.split('?')[0]?.includes('/listed') === true
  },
  except: (exchange: Exchange): Expected => expectedOf(exchange)
}

function expectedOf(exchange: Exchange): Expected {
  const { method, url, origin } = exchange
  if (method === 'CONNECT') return { name: 'CONNECT /', target: url, data: `http://${url}/` }
  if (url.startsWith('http:')) {
    const { host, pathname } = new URL(url)
    return { name: `${method} ${pathname}`, target: host, data: url }
  }
  if (origin.startsWith('unix:')) {
    return { target: origin.slice('unix:'.length), data: `http://localhost${url}` }
  }
  // The peer counts, not what the program says in Host (N10).
  const peer = new URL(url, origin).searchParams.get('peer')
  const host = peer ?? exchange.header('host')
  return { target: host, data: `${new URL(origin).protocol}//${host}${url}` }
}

async function listenOn(t: TestContext, target: TargetServer, path: string): Promise<void> {
  const server = createServer()
  target.listen(server, `unix:${path}`)
  server.listen(path)
  await once(server, 'listening')
  t.after(() => server.close())
}
