import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localhostCertificate } from '../tools/localhost-certificate.js'
import type { Case } from './case.js'
import { LagWatch } from './lag-watch.js'
import { playAnswer } from './play-answer.js'
import { SeenRequest } from './seen-request.js'

/** Where the program finds the servers. */
export interface Addresses {
  readonly http: number
  readonly https: number
  readonly http6: number
  readonly unix: string
  /** Where nobody listens. */
  readonly refused: number
}

/** Answers each request as the case says whose number is in its path, and remembers it. */
export class AnsweringServer {
  readonly addresses: Addresses
  readonly #servers: readonly Server[]
  readonly #lag = new LagWatch()
  #cases: readonly Case[] = []
  #seen: SeenRequest[] = []

  private constructor(servers: readonly Server[], addresses: Addresses) {
    this.#servers = servers
    this.addresses = addresses
    for (const server of servers) this.#serve(server)
  }

  static async start(): Promise<AnsweringServer> {
    const settings = { requireHostHeader: false, keepAliveTimeout: 60_000 }
    const secure = { ...settings, ...localhostCertificate }
    const unix = join(tmpdir(), `outspan-random-${process.pid}-${Date.now() % 1e6}.sock`)
    const servers = [
      createHttpServer(settings).listen(0, '127.0.0.1'),
      createHttpsServer(secure).listen(0, '127.0.0.1'),
      createHttpServer(settings).listen(0, '::1'),
      createHttpServer(settings).listen(unix)
    ]
    await Promise.all(servers.map(server => once(server, 'listening')))
    const [http = 0, https = 0, http6 = 0] = servers.map(portOf)
    return new AnsweringServer(servers, { http, https, http6, unix, refused: await findFreePort() })
  }

  /** Starts a new record. */
  expect(cases: readonly Case[]): void {
    this.#lag.reset()
    this.#cases = cases
    this.#seen = []
  }

  /** What came since `expect`, once nobody is connected any more. */
  async takeSeen(): Promise<readonly SeenRequest[]> {
    await Promise.all(this.#servers.map(untilUnused))
    for (const seen of this.#seen) seen.lag = this.#lag.worstIn(seen.receivedAt, seen.answeredAt)
    return this.#seen
  }

  async close(): Promise<void> {
    this.#lag.stop()
    for (const server of this.#servers) {
      server.close()
      server.closeAllConnections()
    }
    await rm(this.addresses.unix, { force: true })
  }

  #serve(server: Server): void {
    const answer: RequestListener = (request, response) => {
      const id = Number(/^(?:https?:\/\/[^/]+)?\/case\/(\d+)/.exec(request.url ?? '')?.[1] ?? -1)
      const attempt = this.#seen.filter(({ caseId }) => caseId === id).length
      const one = this.#cases[id]
      const total = one?.body.pieces.reduce((sum, size) => sum + size, 0) ?? 0
      const seen = new SeenRequest(id, attempt, total, request)
      this.#seen.push(seen)
      if (one === undefined) return void request.socket.destroy()
      // A client that goes away ends the answer wherever it is.
      playAnswer(one.answer, request, response, seen).catch(() => request.socket.destroy())
    }
    server.on('request', answer)
    server.on('checkContinue', answer)
    server.on('checkExpectation', answer)
    server.on('clientError', (_error, socket) => void socket.destroy())
    server.on('connection', socket => socket.on('error', () => socket.destroy()))
  }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

async function findFreePort(): Promise<number> {
  const server = createHttpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on a host and port has an address of this kind.
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function untilUnused(server: Server): Promise<void> {
  for (let round = 0; round < 200; round++) {
    const count = await new Promise((resolve, reject) => {
      server.getConnections((error, open) => (error ? reject(error) : resolve(open)))
    })
    if (count === 0) return
    if (round === 100) server.closeAllConnections()
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
