import type { IncomingMessage } from 'node:http'
import { decodeBody, parseItems, UnreadableBodyError } from './body.js'
import type { Envelope } from './envelope.js'

const paths = ['/v2.1/track', '/v2/track', '/v2/validate']
const maxItems = 64_000

/** One HTTP request as it arrived. */
export interface TrackRequest {
  readonly method: string
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Unchecked, as they were sent; none when the request could not be read. */
  readonly items: readonly Envelope[]
  /** Length of the body on the wire. */
  readonly bytes: number
  /** Length of the body without its Content-Encoding; 0 when the body was not read. */
  readonly rawBodyBytes: number
  /** Milliseconds since 1970. */
  readonly receivedAt: number
  /** Set when an answer goes out; undefined for a request that never gets one. */
  status: number | undefined
}

/** A request and what was wrong with it as a whole. */
export interface ReadRequest {
  readonly request: TrackRequest
  readonly faults: readonly string[]
  /** The status for a request that cannot be read, whatever the script says. */
  readonly refusedWith: RefusalStatus | undefined
}

type RefusalStatus = 400 | 404 | 405 | 413

interface Content {
  readonly items: readonly Envelope[]
  readonly rawBodyBytes: number
  readonly refusal?: { readonly status: RefusalStatus; readonly fault: string }
}

/** Reads a request to its end. Never rejects: what is wrong with the request is in the result. */
export async function readRequest(
  message: IncomingMessage,
  maxBodyBytes: number
): Promise<ReadRequest> {
  const body = await readBody(message)
  const { items, rawBodyBytes, refusal } = readContent(message, body, maxBodyBytes)
  const { method = '', url: path = '' } = message
  const headers = joinValues(message.headers)
  const sizes = { bytes: body.length, rawBodyBytes }
  const receivedAt = Date.now()
  return {
    request: { method, path, headers, items, ...sizes, receivedAt, status: undefined },
    faults: [...headerFaults(message), ...(refusal ? [refusal.fault] : [])],
    refusedWith: refusal?.status
  }
}

// A sender that goes away ends the iteration with an error; message.complete tells the cases apart.
async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of message) chunks.push(chunk)
  } catch {}
  return Buffer.concat(chunks)
}

function readContent(message: IncomingMessage, body: Buffer, maxBodyBytes: number): Content {
  const { method, url = '' } = message
  if (!paths.includes(url)) return refuse(404, `there is no ${url}`)
  if (method !== 'POST') return refuse(405, `${method} ${url} instead of POST`)
  if (!message.complete) return refuse(400, `the body ends after ${body.length} bytes`)
  if (body.length > maxBodyBytes) return refuse(413, `${body.length} bytes in the body`)
  try {
    return readItems(message, body)
  } catch (error) {
    if (error instanceof UnreadableBodyError) return refuse(400, error.message)
    throw error
  }
}

function readItems({ headers }: IncomingMessage, body: Buffer): Content {
  const rawBody = decodeBody(body, headers['content-encoding'])
  const items = parseItems(rawBody, headers['content-type'])
  if (items.length > maxItems) return refuse(413, `${items.length} items in one request`)
  return { items, rawBodyBytes: rawBody.length }
}

function refuse(status: RefusalStatus, fault: string): Content {
  return { items: [], rawBodyBytes: 0, refusal: { status, fault } }
}

function joinValues(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

// These spoil the stored data or trouble a proxy, but the service answers as if nothing was wrong.
function headerFaults({ method, headers }: IncomingMessage): string[] {
  const faults: string[] = []
  if (headers['user-agent'] !== undefined) faults.push('a User-Agent is sent')
  if (method === 'POST' && headers['content-length'] === undefined) {
    faults.push('no Content-Length is sent')
  }
  return faults
}
