import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localhostCertificate } from '../tools/localhost-certificate.js'
import { runServing, summarize } from './serving.js'

test('every kind of server is traced, and nothing that a program can look at has changed (P07-P10)', async t => {
  const { key, cert } = localhostCertificate
  const { requests, stdout } = await runServing(t, 'kinds-of-server.cjs', {}, { args: [key, cert] })
  assert.match(stdout, /^another protocol /m)
  // Whether bytes for a socket without connection have been sent, versions of Node tell differently.
  const [madeUp, ...others] = requests.map(summarize).reverse()
  assert.match(madeUp ?? '', /^GET \/made-up: 200 /)
  assert.deepEqual(others.reverse(), [
    'GET /http: 200 true',
    'PUT /continue: 200 true',
    'PUT /expects: 200 true',
    'GET /https: 200 true',
    'GET /h2: 200 true',
    'GET /h2-failed: 500 false 500',
    'GET /h2-left: 200 true client gone',
    'GET /h2-reset: 200 true client gone',
    'GET /h2-destroyed: 0 false TypeError',
    'GET /h2-aborted: 0 false ECONNRESET',
    'GET /h1: 200 true',
    'GET /passed-on: 200 true'
  ])
  const urls = requests.map(({ url }) => new URL(url))
  const ofHttps = urls.filter(({ protocol }) => protocol === 'https:').map(url => url.pathname)
  assert.deepEqual(ofHttps, [
    '/https',
    '/h2',
    '/h2-failed',
    '/h2-left',
    '/h2-reset',
    '/h2-destroyed',
    '/h2-aborted',
    '/h1'
  ])
  const ofHttp2 = requests.filter(
    ({ properties }) => properties['network.protocol.version'] === '2'
  )
  assert.equal(ofHttp2.length, 6)
})
