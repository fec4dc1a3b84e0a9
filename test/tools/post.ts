import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { text } from 'node:stream/consumers'
import type { Envelope } from '../../tools/ingestion-stand-in/server.js'
import { localhostCertificate } from './localhost-certificate.js'

export interface PostOptions {
  readonly method?: string
  /** Without the leading slash, which is the end of the endpoint. */
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Reply {
  readonly status: number | undefined
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

/** Sends one request on a connection of its own; rejects when there is no complete answer. */
export async function post(
  endpoint: string,
  body: string | Buffer,
  { method = 'POST', path = 'v2.1/track', headers }: PostOptions = {}
): Promise<Reply> {
  const url = `${endpoint}${path}`
  const send = url.startsWith('https:') ? httpsRequest : httpRequest
  const request = send(url, {
    method,
    agent: false,
    ca: localhostCertificate.cert,
    headers: { 'content-type': 'application/x-json-stream', ...headers }
  })
  request.end(body)
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  return { status: response.statusCode, headers: response.headers, text: await text(response) }
}

/** Envelopes as a body of newline-delimited JSON. */
export function asLines(envelopes: readonly Envelope[]): string {
  return envelopes.map(envelope => JSON.stringify(envelope)).join('\n')
}
