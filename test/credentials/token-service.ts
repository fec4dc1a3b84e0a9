import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { localhostCertificate } from '../tools/localhost-certificate.js'

/** Hands out tokens as Entra ID does to a client with a secret. */
export interface TokenService {
  readonly url: string
  /** Forms that asked for a token. */
  readonly asked: readonly URLSearchParams[]
  /** A traceparent in any request. */
  readonly traceparents: readonly string[]
}

export async function startTokenService(t: TestContext): Promise<TokenService> {
  const asked: URLSearchParams[] = []
  const traceparents: string[] = []
  const server = createServer(localhostCertificate, async (request, response) => {
    const { traceparent } = request.headers
    if (traceparent !== undefined) traceparents.push(String(traceparent))
    if (request.method === 'POST') asked.push(new URLSearchParams(await text(request)))
    answer(request, response, asked.length)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return { url: `https://localhost:${port}`, asked, traceparents }
}

function answer(
  { method, url = '', headers }: IncomingMessage,
  response: ServerResponse,
  count: number
) {
  const tenant = `https://${headers.host}/${url.split('/')[1]}`
  const metadata = {
    token_endpoint: `${tenant}/oauth2/v2.0/token`,
    authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
    jwks_uri: `${tenant}/keys`,
    issuer: `${tenant}/v2.0`
  }
  const token = { token_type: 'Bearer', expires_in: 3599, access_token: `token-number-${count}` }
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(method === 'POST' ? token : metadata))
}
