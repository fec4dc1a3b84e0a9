import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { isNamed } from '../header-name.js'

/** A request to `node:http`, or to HTTP/2's compatibility servers. */
export type AnyRequest = IncomingMessage | Http2ServerRequest

/** A response of `node:http`, or of HTTP/2's compatibility servers. */
export type AnyResponse = ServerResponse | Http2ServerResponse

/**
 * The status as it has gone out, 0 when none has: `statusCode` may be set to something else at any
 * time after that.
 */
export function sentStatus(response: AnyResponse): number {
  if (isHttp2(response)) return Number(response.stream.sentHeaders?.[':status'] ?? 0)
  const { _header: head } = response as { readonly _header?: unknown }
  if (typeof head !== 'string' || isWaiting(response)) return 0
  return Number(head.slice(9, 12)) || response.statusCode
}

/**
 * The values of a header as they have gone out: `getHeader` does not know those that were given to
 * `writeHead`.
 *
 * @param name in lower case
 */
export function sentHeader(response: AnyResponse, name: string): readonly string[] | undefined {
  const values = isHttp2(response)
    ? [response.stream.sentHeaders?.[name] ?? []].flat().map(String)
    : valuesIn((response as { readonly _header?: unknown })._header, name)
  return values.length === 0 ? undefined : values
}

/** @param head the text of a response's head, once it is put together */
function valuesIn(head: unknown, name: string): readonly string[] {
  const lines = typeof head === 'string' ? head.split('\r\n') : []
  return lines.flatMap(line => {
    const colon = line.indexOf(':')
    return isNamed(line.slice(0, colon), name) ? [line.slice(colon + 2)] : []
  })
}

/** Pipelined, and those before it on the connection are not through: it has no socket yet. */
export function isWaiting(response: AnyResponse): boolean {
  return !isHttp2(response) && response.socket === null && !response.writableFinished
}

/** By class first: a program may give a response of `node:http` a `stream` of its own. */
export function isHttp2(response: AnyResponse): response is Http2ServerResponse {
  return !(response instanceof ServerResponse) && Boolean(response.stream)
}
