import { once } from 'node:events'
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { localhostCertificate } from '../tools/localhost-certificate.js'
import { Exchange } from './exchange.js'
import { answer } from './target-routes.js'

/** What programs under test call: remembers each request. */
export class TargetServer {
  readonly http: string
  readonly https: string
  readonly #servers: readonly Server[]
  #exchanges: Exchange[] = []

  constructor(http: Server, https: Server) {
    this.http = `http://127.0.0.1:${portOf(http)}`
    this.https = `https://127.0.0.1:${portOf(https)}`
    this.#servers = [http, https]
    this.listen(http, this.http)
    this.listen(https, this.https)
  }

  get httpPort(): string {
    return new URL(this.http).port
  }

  get httpsPort(): string {
    return new URL(this.https).port
  }

  /** Serves the same routes on a server more, one on a unix socket for example. */
  listen(server: Server, origin: string): void {
    // Dates differ from run to run.
    server.prependListener('request', (_, response: ServerResponse) => (response.sendDate = false))
    server.on('request', (request, response) => {
      const exchange = this.#note(request, origin)
      exchange.follow(response)
      answer(request, response, exchange).catch(error => response.destroy(error))
    })
    server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
      upgrade(this.#note(request, origin), socket)
    })
    server.on('connect', (request: IncomingMessage, socket: Duplex) => {
      openTunnel(this.#note(request, origin), socket, server)
    })
  }

  /** What came since the last call, once all its connections are closed. */
  async takeExchanges(): Promise<readonly Exchange[]> {
    await Promise.all(this.#servers.map(untilUnused))
    const taken = this.#exchanges
    this.#exchanges = []
    return taken
  }

  /** Ends all connections, also those that wait for an answer. */
  closeConnections(): void {
    for (const server of this.#servers) server.closeAllConnections()
  }

  async close(): Promise<void> {
    for (const server of this.#servers) server.close()
    this.closeConnections()
    await Promise.all(this.#servers.map(untilUnused))
  }

  #note(request: IncomingMessage, origin: string): Exchange {
    const exchange = new Exchange(request, origin)
    this.#exchanges.push(exchange)
    return exchange
  }
}

/** A target that is closed when the test ends. */
export async function startTarget(t: TestContext): Promise<TargetServer> {
  const options = { requireHostHeader: false }
  const servers = [
    createHttpServer(options),
    createHttpsServer({ ...options, ...localhostCertificate })
  ] as const
  for (const server of servers) {
    server.keepAliveTimeout = 120_000
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  }
  const target = new TargetServer(...servers)
  t.after(() => target.close())
  return target
}

function portOf(server: Server): number {
  // A server that listens on a host and port has an address of this kind.
  return (server.address() as AddressInfo).port
}

/** A request that its sender gave up may be noticed after the sender is gone. */
async function untilUnused(server: Server): Promise<void> {
  for (let round = 0; round < 200; round++) {
    const count = await new Promise((resolve, reject) => {
      server.getConnections((error, open) => (error ? reject(error) : resolve(open)))
    })
    if (count === 0) return
    await wait(10)
  }
}

function upgrade(exchange: Exchange, socket: Duplex): void {
  exchange.status = 101
  exchange.answeredAt = performance.now()
  socket.on('error', () => socket.destroy())
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n')
  socket.pipe(socket)
}

/** Wherever it is meant to go, it ends at this server. */
function openTunnel(exchange: Exchange, socket: Duplex, server: Server): void {
  exchange.status = 200
  exchange.answeredAt = performance.now()
  const far = connect(portOf(server), '127.0.0.1')
  for (const end of [socket, far]) {
    end.on('error', () => end.destroy())
    end.on('close', () => (end === far ? socket : far).destroy())
  }
  socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
  socket.pipe(far).pipe(socket)
}
