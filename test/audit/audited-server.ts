import { once } from 'node:events'
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { localhostCertificate } from '../tools/localhost-certificate.js'

/** One request as the server got it: the truth of the audit. */
export interface Entry {
  readonly method: string
  readonly url: string
  readonly origin: string
  /** Number of the call and its kind, of the path `/<index>/<client>/<kind>`. */
  readonly index: number
  readonly kind: string
  readonly traceparents: readonly string[]
  readonly parentId: string | undefined
  readonly traceId: string | undefined
  /** Milliseconds of the clock that all processes of a machine share. */
  readonly receivedAt: number
  /** Undefined when no head was sent. */
  status: number | undefined
  /** When the last byte was about to be written; undefined for what was not answered whole. */
  answeredAt: number | undefined
}

export function sharedNow(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** Answers by the kind in the path, and logs. */
export class AuditedServer {
  readonly http: string
  readonly https: string
  /** Where nobody listens. */
  readonly refused: string
  readonly log: Entry[] = []
  readonly #servers: readonly Server[]

  private constructor(http: Server, https: Server, freePort: number) {
    this.#servers = [http, https]
    this.http = `http://127.0.0.1:${portOf(http)}`
    this.https = `https://127.0.0.1:${portOf(https)}`
    this.refused = `http://127.0.0.1:${freePort}`
    this.#serve(http, this.http)
    this.#serve(https, this.https)
  }

  static async start(): Promise<AuditedServer> {
    const settings = { keepAliveTimeout: 120_000 }
    const servers = [
      createHttpServer(settings),
      createHttpsServer({ ...settings, ...localhostCertificate }),
      createHttpServer()
    ] as const
    for (const server of servers) await once(server.listen(0, '127.0.0.1'), 'listening')
    const [http, https, unused] = servers
    const freePort = portOf(unused)
    unused.close()
    return new AuditedServer(http, https, freePort)
  }

  async close(): Promise<void> {
    for (const server of this.#servers) {
      server.close()
      server.closeAllConnections()
    }
  }

  #serve(server: Server, origin: string): void {
    server.on('request', (request, response) => {
      const entry = createEntry(request, origin)
      this.log.push(entry)
      response.on('error', () => undefined)
      answer(entry, request, response).catch(() => request.socket.destroy())
    })
  }
}

function createEntry(
  { method = '', url = '', headers, rawHeaders }: IncomingMessage,
  origin: string
): Entry {
  const [, index = '', , kind = ''] = url.split('/')
  return {
    method,
    url,
    origin,
    index: Number(index),
    kind,
    traceparents: rawHeaders.filter((_, i) => rawHeaders[i - 1]?.toLowerCase() === 'traceparent'),
    parentId: headers['x-parent']?.toString(),
    traceId: headers['x-trace']?.toString(),
    receivedAt: sharedNow(),
    status: undefined,
    answeredAt: undefined
  }
}

async function answer(
  entry: Entry,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const { kind, url } = entry
  if (kind === 'reset') return void request.socket.resetAndDestroy()
  if (kind === 'timeout' || kind === 'cancel') return
  if (kind === 'slow') await wait(20)
  if (kind === 'echo') return echo(entry, request, response)
  if (kind === 'cut' || kind === 'cancel-body') return sendPart(entry, request, response)
  if (kind === 'redirect' && !url.endsWith('/hop')) {
    response.setHeader('location', `${url}/hop`)
    return end(entry, response, 302)
  }
  const status = kind === '404' || kind === '500' ? Number(kind) : 200
  end(
    entry,
    response,
    status,
    kind === 'large' ? 'x'.repeat(200_000) : 'x'.repeat(entry.index % 300)
  )
}

async function echo(
  entry: Entry,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  end(entry, response, 200, Buffer.concat(chunks))
}

async function sendPart(
  entry: Entry,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  entry.status = 200
  response.writeHead(200, { 'content-length': 100 })
  response.write('only this')
  if (entry.kind !== 'cut') return
  await wait(5)
  request.socket.destroy()
}

function end(
  entry: Entry,
  response: ServerResponse,
  status: number,
  body: string | Buffer = ''
): void {
  entry.status = status
  response.statusCode = status
  entry.answeredAt = sharedNow()
  response.end(body)
}

function portOf(server: Server): number {
  // A server that listens on a host and port has an address of this kind.
  return (server.address() as AddressInfo).port
}
