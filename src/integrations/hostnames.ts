import { isIPv6 } from 'node:net'
import { domainToASCII } from 'node:url'
import { ConfigurationError, describeValue } from '../diagnostics/errors.js'

/** `host` (any port), `host:port`, `*.suffix`, `unix:/path`, `/regex/flags` as text, or a RegExp. */
export type BlacklistEntry = string | RegExp

const allowed =
  'allowed are host, host:port, *.suffix, a path of a unix socket, /regular expression/ or a RegExp'

/**
 * Hosts whose calls get neither span nor header.
 * Exact entries are keys, so that a thousand of them cost what one does; the answer for a host is
 * kept by the caller (peer.ts), so regular expressions are not on the way of every call.
 */
export class HostnameBlacklist {
  readonly #hosts = new Map<string, string>()
  readonly #portsOf = new Map<string, Map<number, string>>()
  readonly #suffixes = new Map<string, string>()
  readonly #sockets = new Map<string, string>()
  readonly #patterns: Pattern[] = []

  /**
   * @param setting whose entries they are, for the error's message
   * @throws ConfigurationError `ERR_BLACKLIST_ENTRY` naming the entry
   */
  constructor(entries: readonly BlacklistEntry[] = [], setting: string = 'blacklistHostnames') {
    try {
      if (!Array.isArray(entries)) throw new InvalidEntry(entries)
      for (const entry of entries) this.#add(entry)
    } catch (error) {
      throw error instanceof InvalidEntry ? error.toConfigurationError(setting) : error
    }
  }

  get isEmpty(): boolean {
    const lists = [this.#hosts, this.#portsOf, this.#suffixes, this.#sockets]
    return this.#patterns.length === 0 && lists.every(list => list.size === 0)
  }

  /**
   * The entry that a host is listed by, as it was written.
   *
   * @param host as the program wrote it; case, brackets and a trailing dot do not matter
   * @param port undefined when it is not known yet: an entry for any port counts then
   */
  findHost(host: string, port: number | undefined): string | undefined {
    const name = normalizeHost(host)
    const entry = this.#hosts.get(name) ?? this.#findPort(name, port) ?? this.#findSuffix(name)
    return entry ?? this.#patterns.find(({ regExp }) => matches(regExp, name, port))?.entry
  }

  findSocket(path: string): string | undefined {
    return this.#sockets.get(path) ?? this.#patterns.find(({ regExp }) => regExp.test(path))?.entry
  }

  #add(entry: BlacklistEntry): void {
    if (isRegExp(entry)) {
      const regExp = stateless(entry.source, entry.flags)
      return void this.#patterns.push({ regExp, entry: String(entry) })
    }
    if (typeof entry !== 'string' || entry.trim() === '') throw new InvalidEntry(entry)
    this.#addText(entry.trim())
  }

  #addText(text: string): void {
    const [, source, flags] = /^\/(.+)\/([dgimsuvy]*)$/.exec(text) ?? []
    if (text.startsWith('unix:')) this.#sockets.set(text.slice('unix:'.length), text)
    else if (source !== undefined) {
      this.#patterns.push({ regExp: parsePattern(text, source, flags), entry: text })
    } else if (text.startsWith('/')) this.#sockets.set(text, text)
    else if (text.startsWith('*.')) this.#suffixes.set(parseName(text, text.slice(2)), text)
    else this.#addHost(text)
  }

  #addHost(text: string): void {
    const [, host, port] = /^(\[.+\]|[^:]+):(\d{1,5})$/.exec(text) ?? []
    if (host === undefined) return void this.#hosts.set(parseName(text, text), text)
    const name = parseName(text, host)
    const ports = this.#portsOf.get(name) ?? new Map<number, string>()
    this.#portsOf.set(name, ports.set(Number(port), text))
  }

  #findPort(name: string, port: number | undefined): string | undefined {
    const ports = this.#portsOf.get(name)
    return port === undefined ? ports?.values().next().value : ports?.get(port)
  }

  #findSuffix(name: string): string | undefined {
    if (this.#suffixes.size === 0) return undefined
    for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
      const entry = this.#suffixes.get(name.slice(dot + 1))
      if (entry !== undefined) return entry
    }
    return undefined
  }
}

interface Pattern {
  readonly regExp: RegExp
  readonly entry: string
}

/** A pattern that speaks of ports counts for a port that is not known yet. */
function matches(pattern: RegExp, name: string, port: number | undefined): boolean {
  if (pattern.test(name)) return true
  return port === undefined ? pattern.source.includes(':') : pattern.test(`${name}:${port}`)
}

/** Lower case, no brackets, no trailing dot, international names in ASCII, IPv6 in its short form. */
function normalizeHost(host: string): string {
  const bare = host.startsWith('[') ? host.slice(1, -1) : host
  // Without the first look, Node 20 would compile the pattern of isIPv6 on the first call: 5 ms.
  if (bare.includes(':') && isIPv6(bare)) {
    return URL.canParse(`http://[${bare}]`) ? shortIPv6(bare) : bare.toLowerCase()
  }
  const name = bare.endsWith('.') ? bare.slice(0, -1) : bare
  // domainToASCII gives '' for what is no domain.
  return domainToASCII(name) || name.toLowerCase()
}

function shortIPv6(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1)
}

function parseName(entry: string, name: string): string {
  // A scheme, a path or a star in the middle can never match, so it is a mistake, not an entry.
  if (name === '' || /[/\s*@?#]/.test(name)) throw new InvalidEntry(entry)
  const normal = normalizeHost(name)
  if (normal.includes(':') && !isIPv6(normal)) throw new InvalidEntry(entry)
  return normal
}

function parsePattern(entry: string, source: string, flags = ''): RegExp {
  try {
    return stateless(source, flags)
  } catch {
    throw new InvalidEntry(entry)
  }
}

/** `g` and `y` make a RegExp remember where it stopped: every second call would be traced. */
function stateless(source: string, flags: string): RegExp {
  return new RegExp(source, flags.replace(/[gy]/g, ''))
}

/** Also for those of another realm, as jest's and vm's are. */
function isRegExp(value: unknown): value is RegExp {
  return Object.prototype.toString.call(value) === '[object RegExp]'
}

class InvalidEntry extends Error {
  readonly #entry: unknown

  constructor(entry: unknown) {
    super('invalid entry')
    this.#entry = entry
  }

  toConfigurationError(setting: string): ConfigurationError {
    const problem = `${describeValue(this.#entry)} is no entry for hosts; ${allowed}`
    return new ConfigurationError('ERR_BLACKLIST_ENTRY', setting, problem)
  }
}
