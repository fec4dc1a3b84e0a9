import timers from 'node:timers'
import { runDetached, suppressTracing } from '../../../trace/execution-context.js'

// Taken once: fake timers of test libraries are not ours.
const { setImmediate } = timers

/**
 * What undici's pool is made of, in the order in which one part needs the next: 1 to 6 ms each, and
 * 15 to 30 in one piece (Node 20 to 26). The names are written out for the sake of bundlers.
 */
const pieces: readonly (() => unknown)[] = [
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
let loaded: Promise<void> | undefined

/** Loads undici's pool without stalling the event loop: a piece in each of its turns. */
export function loadUndiciInPieces(): Promise<void> {
  loaded ??= loadAll()
  return loaded
}

async function loadAll(): Promise<void> {
  for (const load of pieces) {
    await nextTurn()
    suppressTracing(load)
  }
}

function nextTurn(): Promise<void> {
  return new Promise(resolve => runDetached(() => setImmediate(resolve)))
}
