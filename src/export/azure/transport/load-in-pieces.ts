import { nextTurn } from '../../../trace/background-timer.js'
import { suppressTracing } from '../../../trace/execution-context.js'

type Pieces = readonly (() => unknown)[]

/** What core's own client needs for https. The names are written out for the sake of bundlers. */
export const tlsPieces: Pieces = [() => require('node:tls'), () => require('node:https')]

/**
 * What undici's pool is made of, in the order in which one part needs the next: 1 to 6 ms each, and
 * 15 to 30 in one piece (Node 20 to 26).
 */
export const undiciPieces: Pieces = [
  () => require('node:assert'),
  () => require('node:tls'),
  () => require('undici/lib/core/tree.js'),
  () => require('undici/lib/core/util.js'),
  () => require('undici/lib/core/connect.js'),
  () => require('node:http2'),
  () => require('undici/lib/dispatcher/dispatcher-base.js'),
  () => require('undici/lib/core/request.js'),
  () => require('undici/lib/llhttp/constants.js'),
  () => require('undici/lib/dispatcher/client.js'),
  () => require('undici/lib/dispatcher/pool.js')
]

/** Without stalling the event loop: a piece in each of its turns. */
export async function loadInPieces(pieces: Pieces): Promise<void> {
  for (const load of pieces) {
    await nextTurn()
    suppressTracing(load)
  }
}
