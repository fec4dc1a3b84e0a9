import { Socket } from 'node:net'
import { guarded } from '../hooks/guard.js'
import { patch } from '../hooks/patch.js'
import type { Restore } from '../hooks/restore.js'
import { isTracingSuppressed } from '../trace/execution-context.js'

const maxPlaces = 1_000

/**
 * Where the program opened connections to, for doctor: a place to which no call was seen may have
 * been spoken to in HTTP/2, or by a client with sockets of its own. Only watched for a report.
 */
export class ConnectionCounts {
  readonly #counts = new Map<string, number>()

  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts)
  }

  watch(): Restore {
    const count = guarded('doctor connections', (args: readonly unknown[]) => this.#count(args))
    return patch(Socket.prototype, 'connect', original => {
      return function connect(this: Socket, ...args: Parameters<typeof original>) {
        // Our own exports are no business of the program.
        if (!isTracingSuppressed()) count(args)
        return Reflect.apply(original, this, args)
      } as typeof original
    })
  }

  /** @param args of `connect`: options, which core wraps in a list, or port and host */
  #count(args: readonly unknown[]): void {
    const [first, second] = Array.isArray(args[0]) ? args[0] : args
    const options = typeof first === 'object' ? first : { port: first, host: second }
    const { path, port, host } = options as Record<'path' | 'port' | 'host', unknown>
    const place = path ?? `${typeof host === 'string' ? host : 'localhost'}:${port}`
    const isKnown = this.#counts.has(String(place))
    if (!isKnown && this.#counts.size >= maxPlaces) return
    this.#counts.set(String(place), (this.#counts.get(String(place)) ?? 0) + 1)
  }
}
