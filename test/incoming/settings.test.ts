import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { requestTo, runServing, type Served } from './serving.js'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const parentId = 'b7ad6b7169203331'
const traceparent = `traceparent: 00-${traceId}-${parentId}-01`

type Settings = Readonly<Record<string, string>>

/** One GET for each path, with a traceparent; more header lines after blanks. */
async function serve(t: TestContext, paths: readonly string[], settings: Settings = {}) {
  const requests = paths.map(path => {
    const [target, ...lines] = path.split(/ (?=[\w-]+: )/)
    const host = lines.some(line => line.startsWith('host:')) ? [] : ['host: shop.test']
    return [`GET ${target} HTTP/1.1`, ...host, traceparent, ...lines]
  })
  const args = [JSON.stringify(requests)]
  return runServing(t, 'calls-while-serving.cjs', settings, { args })
}

/** Paths of the requests that have a span and are not called by the program itself. */
function asked({ requests }: Served): readonly string[] {
  const paths = requests.map(({ url }) => new URL(url).pathname)
  return paths.filter(path => !path.startsWith('/called'))
}

test('calls made while serving are children of the request, and what they call is theirs', async t => {
  const { requests, dependencies } = await serve(t, ['/buy?sig=secret&x=1'])
  const request = requestTo(requests, '/buy')
  assert.deepEqual([request.traceId, request.parentId], [traceId, parentId])
  assert.equal(request.name, 'GET /buy')
  assert.equal(request.url, 'http://shop.test/buy?sig=REDACTED&x=1')
  assert.equal(dependencies.length, 2)
  for (const call of dependencies) {
    assert.deepEqual([call.traceId, call.parentId], [traceId, request.id], call.name)
    const served = requestTo(requests, new URL(call.data).pathname)
    assert.deepEqual([served.traceId, served.parentId], [traceId, call.id], call.name)
  }
})

test('B14-16 a blacklisted path makes no span, and neither do the calls made for it', async t => {
  const paths = ['/health', '/health/x?y', '/healthz', '/', '/root', 'http://shop.test/only']
  const served = await serve(t, [...paths, '/only host: other.test'], {
    OUTSPAN_BLACKLIST_PATHS: '/health, /, http://shop.test/only'
  })
  assert.deepEqual(asked(served), ['/healthz', '/root', '/only'])
  assert.equal(new URL(requestTo(served.requests, '/only').url).host, 'other.test')
  const called = served.dependencies.map(({ data }) => new URL(data).pathname)
  assert.deepEqual(called.sort(), [
    '/called/at-end/healthz',
    '/called/at-end/only',
    '/called/at-end/root',
    '/called/at-once/healthz',
    '/called/at-once/only',
    '/called/at-once/root'
  ])
})

test('B14 the calls made for a blacklisted request may be traced, each a trace of its own', async t => {
  const served = await serve(t, ['/other', '/health'], {
    OUTSPAN_EXCLUDELIST_PATHS: 'health',
    OUTSPAN_TRACE_CALLS_OF_BLACKLISTED_REQUESTS: 'true'
  })
  assert.deepEqual(asked(served), ['/other'])
  const calls = served.dependencies.filter(({ data }) => data.endsWith('/health'))
  assert.deepEqual([calls.length, new Set(calls.map(call => call.traceId)).size], [2, 2])
  for (const call of calls) {
    assert.equal(call.parentId, undefined)
    assert.notEqual(call.traceId, traceId)
  }
})

test('requests to a host that is listed, whatever its port, make no span', async t => {
  const hosts = ['one.test', 'ONE.test:80', 'two.test', 'two.test:8080', 'x.three.test']
  const served = await serve(
    t,
    hosts.map((host, i) => `/${i} host: ${host}`),
    { OUTSPAN_BLACKLIST_HOSTNAMES: 'one.test, two.test:8080, *.three.test' }
  )
  assert.deepEqual(asked(served), ['/2'])
})

test('at an untrusted edge every request begins a trace', async t => {
  const served = await serve(t, ['/buy'], { OUTSPAN_TRUST_INCOMING_TRACE_CONTEXT: 'false' })
  const request = requestTo(served.requests, '/buy')
  assert.notEqual(request.traceId, traceId)
  assert.equal(request.parentId, undefined)
  for (const call of served.dependencies) assert.equal(call.traceId, request.traceId)
})

const forwarded =
  'x-forwarded-for: 203.0.113.7:4711, 10.0.0.1 x-forwarded-proto: https x-forwarded-host: www.test'

test('forwarded headers say nothing unless they are trusted', async t => {
  const { requests } = await serve(t, [`/buy ${forwarded}`])
  const { url, tags } = requestTo(requests, '/buy')
  assert.deepEqual([url, tags['ai.location.ip']], ['http://shop.test/buy', '127.0.0.1'])
})

test('forwarded headers that are trusted say who called, and what', async t => {
  const settings = { OUTSPAN_TRUST_FORWARDED_HEADERS: 'true' }
  const { requests } = await serve(t, [`/buy ${forwarded}`, '/plain'], settings)
  const { url, tags } = requestTo(requests, '/buy')
  assert.deepEqual([url, tags['ai.location.ip']], ['https://www.test/buy', '203.0.113.7'])
  assert.equal(requestTo(requests, '/plain').tags['ai.location.ip'], '127.0.0.1')
})

test('user agents of robots and of availability tests are synthetic sources', async t => {
  const { requests } = await serve(t, [
    '/robot user-agent: Googlebot/2.1',
    '/test user-agent: Mozilla/5.0 (compatible; AppInsights)',
    '/person user-agent: Mozilla/5.0'
  ])
  const sources = ['/robot', '/test', '/person'].map(path => {
    return requestTo(requests, path).tags['ai.operation.syntheticSource']
  })
  assert.deepEqual(sources, ['Bot', 'True', undefined])
})

test('headers that are asked for become properties of requests too', async t => {
  const { requests } = await serve(t, ['/buy x-tenant: blue'], {
    OUTSPAN_CAPTURE_REQUEST_HEADERS: 'X-Tenant',
    OUTSPAN_CAPTURE_RESPONSE_HEADERS: 'x-kind, x-missing'
  })
  const called = requestTo(requests, '/called/at-once/buy').properties
  assert.equal(called['http.response.header.x-kind'], '["called"]')
  assert.equal('http.response.header.x-missing' in called, false)
  const { properties } = requestTo(requests, '/buy')
  assert.equal(properties['http.request.header.x-tenant'], '["blue"]')
  assert.equal(properties['http.response.header.x-kind'], '["a","b"]')
})
