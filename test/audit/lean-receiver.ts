import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import type { Envelope } from '../../tools/ingestion-stand-in/server.js'
import { type Dependency, readDependency } from '../process/dependency.js'

/** A dependency, and when it began. */
export interface ReceivedSpan extends Dependency {
  /** Milliseconds since 1970. */
  readonly startedAt: number
}

/**
 * Takes telemetry as the service does and keeps only what the audit compares: the stand-in keeps
 * and checks everything, which is too much for 100,000 envelopes.
 */
export class LeanReceiver {
  readonly spans: ReceivedSpan[] = []
  readonly connectionString: string
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
    // A server that listens on a host and port has an address of this kind.
    const { port } = server.address() as AddressInfo
    const key = 'InstrumentationKey=00000000-0000-0000-0000-000000000001'
    this.connectionString = `${key};IngestionEndpoint=http://127.0.0.1:${port}/`
    server.on('request', (request, response) => {
      void this.#take(request).then(count => {
        response.end(JSON.stringify({ itemsReceived: count, itemsAccepted: count, errors: [] }))
      })
    })
  }

  static async start(): Promise<LeanReceiver> {
    const server = createServer({ keepAliveTimeout: 120_000 }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new LeanReceiver(server)
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  async #take(request: IncomingMessage): Promise<number> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const bytes = Buffer.concat(chunks)
    const isZipped = request.headers['content-encoding'] === 'gzip'
    const text = (isZipped ? gunzipSync(bytes) : bytes).toString()
    const envelopes: Envelope[] = text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    for (const envelope of envelopes) this.spans.push(readSpan(envelope))
    return envelopes.length
  }
}

function readSpan(envelope: Envelope): ReceivedSpan {
  return { ...readDependency(envelope), startedAt: readTime(envelope.time) }
}

/** Date.parse stops at milliseconds. */
function readTime(text: string): number {
  const [, seconds = '', fraction = ''] = /^(.*?)(\.\d+)?Z$/.exec(text) ?? []
  return Date.parse(`${seconds}Z`) + Number(fraction || 0) * 1000
}
