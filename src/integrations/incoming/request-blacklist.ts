import type { IncomingMessage } from 'node:http'
import type { HostnameBlacklist } from '../hostnames.js'
import type { PathBlacklist } from './paths.js'

const maxHosts = 1_000
/** No name in the DNS is longer (RFC 1035 §2.3.4); a longer header is asked about each time. */
const maxHostLength = 255

/** Which incoming requests get no span. */
export class RequestBlacklist {
  readonly #paths: PathBlacklist
  readonly #hosts: HostnameBlacklist
  readonly #hasHosts: boolean
  /** By Host header, which anyone may write: bounded. */
  readonly #known = new Map<string, string | null>()

  /** @param hosts as clients call us, in the Host header */
  constructor(paths: PathBlacklist, hosts: HostnameBlacklist) {
    this.#paths = paths
    this.#hosts = hosts
    this.#hasHosts = !hosts.isEmpty
  }

  /** The setting and its entry that a request is listed by. */
  find(request: IncomingMessage): string | undefined {
    const host = hostOf(request)
    const entry = this.#paths.find(request.url ?? '/', host)
    if (entry !== undefined) return `blacklistPaths, ${entry}`
    if (!this.#hasHosts || host === undefined) return undefined
    return this.#findHost(host, request)
  }

  #findHost(host: string, { socket }: IncomingMessage): string | undefined {
    const isEncrypted = (socket as { readonly encrypted?: unknown } | undefined)?.encrypted === true
    const key = isEncrypted ? `${host} encrypted` : host
    const known = this.#known.get(key)
    if (known !== undefined) return known ?? undefined
    const [, name = host, port = isEncrypted ? 443 : 80] = /^(.+?)(?::(\d+))?$/.exec(host) ?? []
    const entry = this.#hosts.findHost(name, Number(port))
    const rule = entry === undefined ? undefined : `blacklistHostnames, ${entry}`
    if (host.length <= maxHostLength) this.#remember(key, rule)
    return rule
  }

  #remember(key: string, rule: string | undefined): void {
    if (this.#known.size >= maxHosts) this.#known.clear()
    this.#known.set(key, rule ?? null)
  }
}

/** As the client wrote it, with its port; HTTP/2 has a name of its own for it. */
export function hostOf({ headers }: IncomingMessage): string | undefined {
  return headers.host ?? (headers[':authority'] as string | undefined)
}
