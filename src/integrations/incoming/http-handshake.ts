import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { guarded } from '../../hooks/guard.js'
import { createHiddenField } from '../../hooks/hidden-field.js'
import { patch } from '../../hooks/patch.js'
import { type Restore, restoreAll } from '../../hooks/restore.js'
import { type Fate, fateOf } from './fate.js'
import { endWithSocket } from './http-server-events.js'
import type { HttpServerSpan } from './http-server-span.js'
import type { IncomingRequests } from './incoming-requests.js'

/** Of a socket whose handshake has not been answered. */
const spanOf = createHiddenField<HttpServerSpan | undefined>()

/**
 * Requests for another protocol on the same socket (`upgrade`, CONNECT). The program answers on the
 * bare socket: the span ends with the head that it writes there, and what follows is not HTTP.
 *
 * All writes of the process pass by here from the first handshake on, for a few nanoseconds.
 */
export class Handshakes {
  readonly #requests: IncomingRequests
  #restore: Restore | undefined = undefined

  constructor(requests: IncomingRequests) {
    this.#requests = requests
  }

  begin(request: IncomingMessage, socket: unknown): Fate | undefined {
    const known = fateOf.get(request)
    if (known !== undefined || !(socket instanceof Socket)) return known
    const fate = this.#requests.begin(request, undefined)
    if (!fate) return fate
    this.#restore ??= restoreAll([layWrite(), layDestroy()])
    spanOf.set(socket, fate)
    return fate
  }

  restore(): void {
    this.#restore?.()
    this.#restore = undefined
  }
}

function layWrite(): Restore {
  const note = guarded('http handshake', (span: HttpServerSpan, socket: Socket, data: unknown) => {
    spanOf.set(socket, undefined)
    span.respond(statusIn(data))
    span.complete()
  })
  return patch(Socket.prototype, '_writeGeneric', original => {
    return function _writeGeneric(...args) {
      const span = spanOf.get(this)
      if (span) note(span, this, args[1])
      return Reflect.apply(original, this, args)
    }
  })
}

function layDestroy(): Restore {
  const note = guarded('http handshake', (span: HttpServerSpan, socket: Socket, error: unknown) => {
    spanOf.set(socket, undefined)
    endWithSocket(span, socket.readableEnded, error)
  })
  return patch(Socket.prototype, '_destroy', original => {
    return function _destroy(...args) {
      const span = spanOf.get(this)
      if (span) note(span, this, args[0])
      return Reflect.apply(original, this, args)
    }
  })
}

/** @param data a text, bytes, or a list of chunks, as streams hand it to the socket */
function statusIn(data: unknown): number {
  const first: unknown = Array.isArray(data) ? (data[0]?.chunk ?? data[0]) : data
  const start = Buffer.isBuffer(first)
    ? first.toString('latin1', 0, 12)
    : String(first).slice(0, 12)
  return Number(/^HTTP\/1\.\d (\d{3})$/.exec(start)?.[1] ?? 0)
}
