import type { Socket } from 'node:net'
import { startBackgroundTimer, stopBackgroundTimer } from '../../../trace/background-timer.js'
import { abandonLookups } from './name-lookup.js'

// Short against the grace of an exit; a POST that is done before is never looked at.
const interval = 100
/**
 * What libuv waits for even where the socket is unreferenced: a connection that is not there yet, a
 * body that is not taken. Core's lookup cannot be ended, but what comes after it; the questions of
 * name-lookup.ts can, and are not listed.
 */
const holding = new Set(['ConnectWrap', 'SimpleWriteWrap', 'GetAddrInfoReqWrap'])
const sockets = new Set<Socket>()

/** An export under way must not keep the program alive: at its end, the agent waits by itself. */
export function letProcessEnd<T>(socket: T): T {
  const { unref } = socket as Socket
  if (typeof unref !== 'function') return socket
  unref.call(socket)
  watch(socket as Socket)
  // Core and undici refer to a socket again when it serves another request.
  return Object.assign(socket as Socket, { ref: () => socket }) as T
}

function watch(socket: Socket): void {
  if (sockets.has(socket)) return
  sockets.add(socket)
  // For each further address of a name, core gives the socket a handle that holds the process anew.
  socket.on('connectionAttempt', socket.unref)
  socket.once('close', () => sockets.delete(socket))
}

/**
 * As long as a POST is under way: ends it when it is the last thing that keeps the process, as with
 * an endpoint behind a firewall. It has not arrived as a whole, and can be sent again.
 *
 * @returns what to call when the POST is over
 */
export function endWithProgram(): () => void {
  let before: readonly Socket[] = []
  let timer = startBackgroundTimer(look, interval)
  function look(): void {
    const unfinished = [...sockets].filter(isUnfinished)
    // One that has just begun is given its time.
    const stuck = unfinished.filter(socket => before.includes(socket))
    if (stuck.length > 0 && !isProgramAlive()) destroyAll(stuck)
    before = unfinished
    timer = startBackgroundTimer(look, interval)
  }
  return () => stopBackgroundTimer(timer)
}

function isUnfinished({ connecting, writableLength }: Socket): boolean {
  return connecting || writableLength > 0
}

/** Whether anything but such requests keeps the event loop going. */
function isProgramAlive(): boolean {
  const others = process.getActiveResourcesInfo().filter(kind => !holding.has(kind))
  return others.length > countOutputs()
}

/** stdout and stderr are listed although they keep nothing; of what kind they are differs. */
function countOutputs(): number {
  // Documented as internal, for want of another that tells them apart; without it, all count.
  const { _getActiveHandles: list } = process as { _getActiveHandles?: () => readonly object[] }
  return list?.call(process).filter(handle => '_isStdio' in handle).length ?? 0
}

function destroyAll(stuck: readonly Socket[]): void {
  for (const socket of stuck) socket.destroy(new Error('the program has ended before'))
  abandonLookups()
}
