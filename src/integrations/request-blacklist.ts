import type { IncomingMessage } from 'node:http'
import type { HostnameBlacklist } from './hostnames.js'
import type { PathBlacklist } from './paths.js'

const maxHosts = 1_000

/** Which incoming requests get no span. */
export class RequestBlacklist {
  readonly #paths: PathBlacklist
  readonly #hosts: HostnameBlacklist
  readonly #hasHosts: boolean
  /** By Host header, which anyone may write: bounded. */
  readonly #known = new Map<string, boolean>()

  /** @param hosts as clients call us, in the Host header */
  constructor(paths: PathBlacklist, hosts: HostnameBlacklist) {
    this.#paths = paths
    this.#hosts = hosts
    this.#hasHosts = !hosts.isEmpty
  }

  has(request: IncomingMessage): boolean {
    const host = hostOf(request)
    if (this.#paths.has(request.url ?? '/', host)) return true
    return this.#hasHosts && host !== undefined && this.#hasHost(host, request)
  }

  #hasHost(host: string, { socket }: IncomingMessage): boolean {
    const isEncrypted = (socket as { readonly encrypted?: unknown } | undefined)?.encrypted === true
    const key = isEncrypted ? `${host} encrypted` : host
    let isListed = this.#known.get(key)
    if (isListed !== undefined) return isListed
    const [, name = host, port = isEncrypted ? 443 : 80] = /^(.+?)(?::(\d+))?$/.exec(host) ?? []
    isListed = this.#hosts.findHost(name, Number(port)) !== undefined
    if (this.#known.size >= maxHosts) this.#known.clear()
    this.#known.set(key, isListed)
    return isListed
  }
}

/** As the client wrote it, with its port; HTTP/2 has a name of its own for it. */
export function hostOf({ headers }: IncomingMessage): string | undefined {
  return headers.host ?? (headers[':authority'] as string | undefined)
}
