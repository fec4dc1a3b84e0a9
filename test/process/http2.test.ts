import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createSecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { localhostCertificate } from '../tools/localhost-certificate.js'
import { runBothWays } from './both-ways.js'
import { Exchange } from './exchange.js'
import { fixture } from './repository.js'
import { trustingOurCertificate } from './trusted-certificate.js'

test('fetch to a server that speaks HTTP/2 has one header and one dependency for each call', async t => {
  const server = await startHttp2(t)
  const env = trustingOurCertificate(t)
  const program = { file: fixture('fetch-twice.mjs'), args: [server.origin], env }
  const { dependencies } = await runBothWays(t, server, program)
  assert.equal(dependencies.length, 2)
})

/** Speaks HTTP/1.1 too, to those that do not ask for more. */
async function startHttp2(t: TestContext) {
  let exchanges: Exchange[] = []
  const server = createSecureServer({ allowHTTP1: true, ...localhostCertificate })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  server.on('request', (request, response) => {
    // The compatibility interface of http2 is that of http.
    const exchange = new Exchange(request as unknown as IncomingMessage, origin)
    exchange.follow(response as unknown as ServerResponse)
    exchanges.push(exchange)
    response.end(request.httpVersion)
  })
  const takeExchanges = async () => {
    const taken = exchanges
    exchanges = []
    return taken
  }
  return { origin, takeExchanges }
}
