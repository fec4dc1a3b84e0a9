import type { AnswerReader } from './answer-reader.js'
import { DirectConnections } from './direct-connections.js'
import { loadInPieces, tlsPieces, undiciPieces } from './load-in-pieces.js'
import { openProxiedConnections } from './proxied-connections.js'
import { findProxies } from './proxies.js'

/** A request to be sent whole; the reader is told what comes of it, whatever does. */
export interface PostRequest {
  readonly origin: string
  readonly path: string
  readonly method: 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/**
 * Kept-alive connections, two for each origin. No request over them is traced, and none keeps the
 * process alive.
 */
export interface Connections {
  dispatch(request: PostRequest, reader: AnswerReader): void
}

/**
 * By core alone, or by undici where the environment names a proxy. undici parses with WebAssembly,
 * which takes 10 MB once it is optimized, and 1 µs more of every traced call (Node 20).
 *
 * @param timeout milliseconds for each step of a request through a proxy; half of it to connect
 * @throws when the environment names a proxy that is none
 */
export async function openConnections(timeout: number): Promise<Connections> {
  const proxies = findProxies(process.env)
  await loadInPieces(proxies === undefined ? tlsPieces : undiciPieces)
  return proxies === undefined ? new DirectConnections() : openProxiedConnections(proxies, timeout)
}
