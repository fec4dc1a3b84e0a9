import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request that the blacklisted service got. */
export interface BlacklistedCall {
  readonly name: string
  /** Names, in lower case. */
  readonly headers: readonly string[]
}

/** The service that is on the blacklist. It runs in the demo itself, to see every header. */
export class SearchService {
  readonly host: string
  readonly calls: BlacklistedCall[] = []
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
    this.host = hostOf(server)
    server.on('request', (request, response) => {
      const { method = '', url = '', headers } = request
      this.calls.push({ name: `${method} ${pathOf(url)}`, headers: Object.keys(headers) })
      response.setHeader('content-type', 'application/json').end('[]')
    })
  }

  static async start(): Promise<SearchService> {
    return new SearchService(await listen())
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}

/** A host and port where nobody listens. */
export async function findClosedHost(): Promise<string> {
  const server = await listen()
  const host = hostOf(server)
  server.close()
  await once(server, 'close')
  return host
}

/** What comes before the query. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? ''
}

async function listen(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A demo that fails must end without closing it.
  return server.unref()
}

function hostOf(server: Server): string {
  // A server that listens on a host and port has an address of this kind.
  const { address, port } = server.address() as AddressInfo
  return `${address}:${port}`
}
