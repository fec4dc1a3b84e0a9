import type { HostnameBlacklist } from '../hostnames.js'
import type { ExpectedStatus } from './expected-status.js'

/** What the settings say about hosts. */
export interface HostRules {
  readonly blacklist: HostnameBlacklist
  /** Hosts whose calls get a span but no header. */
  readonly propagationBlacklist: HostnameBlacklist
  readonly expectedStatus: ExpectedStatus
}

const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443 }
const maxHosts = 10_000

/** The other end of a call, with all that is the same for every call to it, worked out once. */
export class Peer {
  /** `http` or `https`. */
  readonly scheme: string
  /** Lower case, IPv6 in brackets. */
  readonly host: string
  readonly port: number
  /** False when core had not told yet; `port` is the scheme's own then. */
  readonly isPortKnown: boolean
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
    this.scheme = protocol.replace(/:$/, '')
    const isBareIPv6 = host.includes(':') && !host.startsWith('[')
    this.host = (isBareIPv6 ? `[${host}]` : host).toLowerCase()
    const defaultPort = defaultPorts[this.scheme] ?? 0
    this.isPortKnown = port !== undefined
    this.port = Number(port ?? defaultPort) || defaultPort
    this.socketPath = socketPath
    const suffix = this.port === defaultPort ? '' : `:${this.port}`
    this.origin = `${this.scheme}://${this.host}${suffix}`
    const knownPort = this.isPortKnown ? this.port : undefined
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
}

/** Finds the peer of a call without building a string. Knows 10,000 hosts, then starts afresh. */
export class Peers {
  readonly #rules: HostRules
  readonly #byHost = new Map<string, KnownPeer[]>()
  readonly #byOrigin = new Map<string, Peer>()

  constructor(rules: HostRules) {
    this.#rules = rules
  }

  /**
   * @param protocol with its colon, as core has it: `https:`
   * @param port as the program gave it; undefined when it is not known
   */
  find(protocol: string, host: string, port?: number | string, socketPath?: string): Peer {
    const known = this.#byHost.get(host)
    if (known === undefined) return this.#learn(protocol, host, port, socketPath)
    for (const entry of known) {
      const isSame = entry.port === port && entry.protocol === protocol
      if (isSame && entry.socketPath === socketPath) return entry.peer
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
    const known = this.#byHost.get(host) ?? []
    if (this.#byHost.size >= maxHosts || known.length >= 100) {
      this.#byHost.clear()
      known.length = 0
    }
    known.push({ protocol, port, socketPath, peer })
    this.#byHost.set(host, known)
    return peer
  }
}
