import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createSecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { undiciVersions } from '../other-tools/undici-versions.js'
import { readDependency } from '../process/dependency.js'
import { runProgram } from '../process/run-program.js'
import { assertNoFaults } from '../process/telemetry-check.js'
import { trustingOurCertificate } from '../process/trusted-certificate.js'
import { localhostCertificate } from '../tools/localhost-certificate.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { hooksFixture } from './traced-from-code.js'

for (const undici of undiciVersions) {
  test(`the headers of an answer by HTTP/2 are captured, and told to onResponse, for fetch and ${undici}`, async t => {
    const url = await startHttp2(t)
    const standIn = await startStandIn(t)
    const { stdout, stderr, code } = await runProgram({
      file: hooksFixture('hears-of-http2.cjs'),
      args: [url, standIn.connectionString, undici],
      env: { ...trustingOurCertificate(t), NODE_NO_WARNINGS: '1' }
    })
    assert.deepEqual([stderr, code], ['', 0])
    assertNoFaults(standIn)
    const told = '200 {"x-reply":"one","set-cookie":["a=1","b=2"],"content-length":"3"}'
    const lines = stdout.trimEnd().split('\n')
    // Whether fetch does it by HTTP/2 is a matter of the Node that runs it.
    assert.deepEqual(lines.slice(0, 3), [told, '2.0', told])
    assert.equal(standIn.envelopes.length, 2)
    for (const { name, properties } of standIn.envelopes.map(readDependency)) {
      assert.equal(properties['http.response.header.x-reply'], '["one"]', name)
      assert.equal(properties['http.response.header.set-cookie'], '["a=1","b=2"]', name)
      assert.equal(properties['http.response.header.content-length'], '["3"]', name)
    }
  })
}

/** Speaks HTTP/1.1 too, to those that do not ask for more. */
async function startHttp2(t: TestContext): Promise<string> {
  const server = createSecureServer(
    { allowHTTP1: true, ...localhostCertificate },
    (request, response) => {
      response.setHeader('X-Reply', 'one')
      response.setHeader('Set-Cookie', ['a=1', 'b=2'])
      response.setHeader('Content-Length', '3')
      response.end(request.httpVersion)
    }
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}
