import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** The TCP connections of a server. Under TLS these are not the sockets that its requests show,
 * and only these can be reset. */
export class OpenSockets {
  readonly #sockets = new Set<Socket>()

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => this.#add(socket))
  }

  /** Ends a connection by a TCP reset; `shown` is the socket that its requests show. */
  reset(shown: Socket | null): void {
    for (const socket of this.#sockets) {
      if (socket.remotePort === shown?.remotePort) socket.resetAndDestroy()
    }
  }

  destroyAll(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  #add(socket: Socket): void {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
  }
}
