import { isIPv6 } from 'node:net'
import { domainToASCII } from 'node:url'
import { ConfigurationError, describeValue } from '../diagnostics/errors.js'

/** `host` (any port), `host:port`, `*.suffix`, `unix:/path`, `/regex/flags` as text, or a RegExp. */
export type BlacklistEntry = string | RegExp

const allowed =
  'allowed are host, host:port, *.suffix, a path of a unix socket, /regular expression/ or a RegExp'

/**
 * Hosts whose calls get neither span nor header.
 * Exact entries are in sets, so that a thousand of them cost what one does; the answer for a host
 * is kept by the caller (peers.ts), so regular expressions are not on the way of every call.
 */
export class HostnameBlacklist {
  readonly #hosts = new Set<string>()
  readonly #portsOf = new Map<string, Set<number>>()
  readonly #suffixes = new Set<string>()
  readonly #sockets = new Set<string>()
  readonly #patterns: RegExp[] = []

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

  /**
   * @param host as the program wrote it; case, brackets and a trailing dot do not matter
   * @param port undefined when it is not known yet: an entry for any port counts then
   */
  hasHost(host: string, port: number | undefined): boolean {
    const name = normalizeHost(host)
    const ports = this.#portsOf.get(name)
    return (
      this.#hosts.has(name) ||
      (ports !== undefined && (port === undefined || ports.has(port))) ||
      this.#hasSuffixOf(name) ||
      this.#patterns.some(pattern => matches(pattern, name, port))
    )
  }

  hasSocket(path: string): boolean {
    return this.#sockets.has(path) || this.#patterns.some(pattern => pattern.test(path))
  }

  #add(entry: BlacklistEntry): void {
    if (isRegExp(entry)) return void this.#patterns.push(stateless(entry.source, entry.flags))
    if (typeof entry !== 'string' || entry.trim() === '') throw new InvalidEntry(entry)
    this.#addText(entry.trim())
  }

  #addText(text: string): void {
    const literal = /^\/(.+)\/([dgimsuvy]*)$/.exec(text)
    if (text.startsWith('unix:')) this.#sockets.add(text.slice('unix:'.length))
    else if (literal) this.#patterns.push(parsePattern(text, literal[1], literal[2]))
    else if (text.startsWith('/')) this.#sockets.add(text)
    else if (text.startsWith('*.')) this.#suffixes.add(parseName(text, text.slice(2)))
    else this.#addHost(text)
  }

  #addHost(text: string): void {
    const [, host, port] = /^(\[.+\]|[^:]+):(\d{1,5})$/.exec(text) ?? []
    if (host === undefined) return void this.#hosts.add(parseName(text, text))
    const name = parseName(text, host)
    this.#portsOf.set(name, (this.#portsOf.get(name) ?? new Set()).add(Number(port)))
  }

  #hasSuffixOf(name: string): boolean {
    if (this.#suffixes.size === 0) return false
    for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
      if (this.#suffixes.has(name.slice(dot + 1))) return true
    }
    return false
  }
}

/** A pattern that speaks of ports counts for a port that is not known yet. */
function matches(pattern: RegExp, name: string, port: number | undefined): boolean {
  if (pattern.test(name)) return true
  return port === undefined ? pattern.source.includes(':') : pattern.test(`${name}:${port}`)
}

/** Lower case, no brackets, no trailing dot, international names in ASCII, IPv6 in its short form. */
function normalizeHost(host: string): string {
  const bare = host.startsWith('[') ? host.slice(1, -1) : host
  if (isIPv6(bare)) return URL.canParse(`http://[${bare}]`) ? shortIPv6(bare) : bare.toLowerCase()
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

function parsePattern(entry: string, source = '', flags = ''): RegExp {
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
