import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'

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

/** Pipelined, and those before it on the connection are not through: it has no socket yet. */
export function isWaiting(response: AnyResponse): boolean {
  return !isHttp2(response) && response.socket === null && !response.writableFinished
}

export function isHttp2(response: AnyResponse): response is Http2ServerResponse {
  return 'stream' in response && typeof response.stream === 'object'
}
