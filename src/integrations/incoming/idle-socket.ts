import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { runWithSpan } from '../../trace/execution-context.js'

/**
 * Sets the timer of an idle connection anew, outside of any span: core has set it at the end of the
 * last response, in its context, and its span would live as long as the connection (C09).
 */
export function leaveIdleSocket({ socket }: IncomingMessage): void {
  if (!(socket instanceof Socket) || !socket.timeout || socket.destroyed) return
  runWithSpan(undefined, resetTimeout, socket, socket.timeout)
}

// The program may have put one of its own on the socket.
const { setTimeout } = Socket.prototype

function resetTimeout(socket: Socket, timeout: number): void {
  setTimeout.call(socket, timeout)
}
