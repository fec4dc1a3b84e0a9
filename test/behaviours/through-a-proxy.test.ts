import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { runOnTarget } from '../process/both-ways.js'
import type { Exchange } from '../process/exchange.js'
import type { Expected } from '../process/telemetry-check.js'
import { fixture } from './fixture.js'

test('OPTIONS *, CONNECT and the absolute form give the valid URL of the real target (F13)', async t => {
  const { dependencies } = await run(t, [])
  for (const { data } of dependencies) assert.ok(URL.canParse(data), data)
  assert.equal(dependencies.length, 19)
})

test('behind a proxy, the blacklist is asked for the real target (F13, B12)', async t => {
  const { dependencies } = await run(t, ['listed.test'])
  assert.equal(dependencies.length, 19 - 4)
})

test('a proxy that is listed itself hides only the calls that are for the proxy (F13, B12)', async t => {
  const { dependencies } = await run(t, ['127.0.0.1'])
  assert.equal(dependencies.length, 19 - 2)
})

function run(t: TestContext, list: readonly string[]) {
  const settings = { OUTSPAN_BLACKLIST_HOSTNAMES: JSON.stringify(list) }
  const isUntraced = (exchange: Exchange) => list.some(host => realHost(exchange) === host)
  return runOnTarget(t, ({ http }) => ({ file: fixture('through-a-proxy.cjs'), args: [http] }), {
    settings,
    isUntraced,
    except: expectedOf
  })
}

function realHost(exchange: Exchange): string {
  return new URL(expectedOf(exchange).data ?? '').hostname
}

/** Nobody can say what it is meant to be, the target hangs up; the proxy it went to is certain. */
const unreadable: Expected = { name: 'GET /', resultCode: 'ECONNRESET', success: false }

/** What is asked of the proxy, in words of the real target. */
function expectedOf(exchange: Exchange): Expected {
  const { method, url, origin } = exchange
  if (method === 'CONNECT') return { name: 'CONNECT /', target: url, data: `http://${url}/` }
  if (url === '*') return { name: 'OPTIONS /', data: `${origin}/` }
  if (url.includes('[bad')) return { ...unreadable, data: `${origin}/` }
  if (/^https?:/i.test(url)) return inWordsOf(new URL(url))
  // Through a tunnel; undici and core write the Host of the real target.
  if (url.includes('/through-')) return inWordsOf(new URL(url, `http://${exchange.header('host')}`))
  return { data: origin + url }
}

function inWordsOf({ protocol, host, pathname, search }: URL): Expected {
  const query = search.replace('sig=1', 'sig=REDACTED')
  return { name: `GET ${pathname}`, target: host, data: `${protocol}//${host}${pathname}${query}` }
}
