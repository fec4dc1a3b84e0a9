import type { HostnameBlacklist } from '../hostnames.js'
import type { ExpectedStatus } from './expected-status.js'

/** What the settings say about hosts. */
export interface HostRules {
  readonly blacklist: HostnameBlacklist
  /** Hosts whose calls get a span but no header. */
  readonly propagationBlacklist: HostnameBlacklist
  readonly expectedStatus: ExpectedStatus
}

/** One text for all peers. */
const schemes: Readonly<Record<string, string>> = { 'http:': 'http', 'https:': 'https' }
const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443 }
// As many take 9 MB. Ports, schemes and sockets of one host lie in a row.
const maxHosts = 20_000
const maxPerHost = 100

/** The other end of a call, with all that is the same for every call to it, worked out once. */
export class Peer {
  /** `http` or `https`. */
  readonly scheme: string
  /** Lower case, IPv6 in brackets. */
  readonly host: string
  /** The scheme's own, when it is not known. */
  readonly port: number
  readonly socketPath: string | undefined
  /** `https://host:port`, without the scheme's own port. */
  readonly origin: string
  /** Listed by this entry: neither span nor header. */
  readonly blacklistEntry: string | undefined
  /** A span, but no header. */
  readonly isHeaderless: boolean
  /** Codes of 400 and above that are no failures here. */
  readonly expectedStatus: ReadonlySet<number>

  constructor(
    rules: HostRules,
    protocol: string,
    host: string,
    port: number | string | undefined,
    socketPath: string | undefined
  ) {
    this.scheme = schemes[protocol] ?? protocol.replace(/:$/, '')
    const isBareIPv6 = host.includes(':') && !host.startsWith('[')
    this.host = (isBareIPv6 ? `[${host}]` : host).toLowerCase()
    const defaultPort = defaultPorts[this.scheme] ?? 0
    this.port = Number(port ?? defaultPort) || defaultPort
    this.socketPath = socketPath
    const suffix = this.port === defaultPort ? '' : `:${this.port}`
    this.origin = `${this.scheme}://${this.host}${suffix}`
    const knownPort = port === undefined ? undefined : this.port
    const findIn = (list: HostnameBlacklist): string | undefined =>
      socketPath === undefined ? list.findHost(host, knownPort) : list.findSocket(socketPath)
    this.blacklistEntry = findIn(rules.blacklist)
    this.isHeaderless = findIn(rules.propagationBlacklist) !== undefined
    this.expectedStatus = rules.expectedStatus.codesFor(host, this.port)
  }
}

interface KnownPeer {
  readonly protocol: string
  readonly port: number | string | undefined
  readonly socketPath: string | undefined
  readonly peer: Peer
  /** Another one of the same host. */
  readonly next: KnownPeer | undefined
}

/** Finds the peer of a call without building a string. Knows 20,000 hosts, then starts afresh. */
export class Peers {
  readonly #rules: HostRules
  readonly #byHost = new Map<string, KnownPeer>()
  readonly #byOrigin = new Map<string, Peer>()

  constructor(rules: HostRules) {
    this.#rules = rules
  }

  /**
   * @param protocol with its colon, as core has it: `https:`
   * @param port as the program gave it; undefined when it is not known
   */
  find(protocol: string, host: string, port?: number | string, socketPath?: string): Peer {
    let known = this.#byHost.get(host)
    while (known !== undefined) {
      const isSame = known.port === port && known.protocol === protocol
      if (isSame && known.socketPath === socketPath) return known.peer
      known = known.next
    }
    return this.#learn(protocol, host, port, socketPath)
  }

  /** @param origin `https://host:port`, as undici has it */
  findByOrigin(origin: string): Peer {
    const known = this.#byOrigin.get(origin)
    if (known !== undefined) return known
    const { protocol, hostname, port } = new URL(origin)
    const peer = this.find(protocol, hostname, port || defaultPorts[protocol.slice(0, -1)])
    if (this.#byOrigin.size >= maxHosts) this.#byOrigin.clear()
    this.#byOrigin.set(origin, peer)
    return peer
  }

  #learn(protocol: string, host: string, port?: number | string, socketPath?: string): Peer {
    const peer = new Peer(this.#rules, protocol, host, port, socketPath)
    if (this.#byHost.size >= maxHosts) this.#byHost.clear()
    const first = this.#byHost.get(host)
    const next = countOf(first) < maxPerHost ? first : undefined
    this.#byHost.set(host, { protocol, port, socketPath, peer, next })
    return peer
  }
}

function countOf(first: KnownPeer | undefined): number {
  let count = 0
  for (let known = first; known !== undefined; known = known.next) count++
  return count
}
