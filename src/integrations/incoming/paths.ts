import { ConfigurationError, describeValue } from '../../diagnostics/errors.js'

/** `/health` (with all below it), `/` (only itself), `https://host/path`, or a RegExp. */
export type BlacklistPath = string | RegExp

const setting = 'blacklistPaths'
const allowed = 'allowed are /path, path, https://host/path, or a RegExp'

interface Prefix {
  /** As it was written. */
  readonly entry: string
  readonly path: string
  /** Only for requests to this host; any when undefined. */
  readonly host: string | undefined
}

/**
 * Paths whose requests get no span (B14-16). An entry stands for itself and all below it: `/health`
 * for `/health/x`, not for `/healthz`; `/` alone only for itself. Query and fragment do not count,
 * upper and lower case do.
 */
export class PathBlacklist {
  readonly #prefixes: Prefix[] = []
  readonly #patterns: RegExp[] = []

  /** @throws ConfigurationError `ERR_BLACKLIST_ENTRY` naming the entry */
  constructor(entries: readonly BlacklistPath[] = []) {
    if (!Array.isArray(entries)) throw invalid(entries)
    for (const entry of entries) this.#add(entry)
  }

  /**
   * The entry that a request is listed by, as it was written.
   *
   * @param target as sent: path and query, or a whole URL
   * @param host as the client wrote it
   */
  find(target: string, host: string | undefined): string | undefined {
    if (this.#prefixes.length === 0 && this.#patterns.length === 0) return undefined
    if (target.charCodeAt(0) !== 47 && URL.canParse(target)) {
      const url = new URL(target)
      return this.find(url.pathname, url.host)
    }
    const end = endOfPath(target)
    const isHit = (prefix: Prefix) => isBelow(target, end, prefix) && isOnHost(prefix, host)
    const entry = this.#prefixes.find(isHit)?.entry
    if (entry !== undefined || this.#patterns.length === 0) return entry
    return this.#patterns.find(pattern => pattern.test(target.slice(0, end)))?.toString()
  }

  #add(entry: unknown): void {
    // `g` and `y` make a RegExp remember where it stopped. The check holds for those of another realm.
    if (Object.prototype.toString.call(entry) === '[object RegExp]') {
      const { source, flags } = entry as RegExp
      this.#patterns.push(new RegExp(source, flags.replace(/[gy]/g, '')))
      return
    }
    if (typeof entry !== 'string' || entry.trim() === '') throw invalid(entry)
    this.#prefixes.push(parsePrefix(entry.trim()))
  }
}

/** Characters are written as a client sends them: `/ä` comes as `/%C3%A4`. */
function parsePrefix(entry: string): Prefix {
  const isUrl = /^https?:\/\//i.test(entry)
  const path = entry.startsWith('/') ? entry : `/${entry}`
  const text = isUrl ? entry : `http://any${path}`
  if (!URL.canParse(text) || /[?#]/.test(entry)) throw invalid(entry)
  const { pathname, host } = new URL(text)
  const bare = pathname.length > 1 && pathname.endsWith('/') ? pathname.slice(0, -1) : pathname
  return { entry, path: bare, host: isUrl ? host : undefined }
}

function isBelow(target: string, end: number, { path }: Prefix): boolean {
  if (end === path.length) return target.startsWith(path)
  return path.length > 1 && target.charCodeAt(path.length) === 47 && target.startsWith(path)
}

function isOnHost({ host }: Prefix, asked: string | undefined): boolean {
  if (host === undefined) return true
  return asked !== undefined && asked.toLowerCase().replace(/:(?:80|443)$/, '') === host
}

function endOfPath(target: string): number {
  const end = target.search(/[?#]/)
  return end === -1 ? target.length : end
}

function invalid(entry: unknown): ConfigurationError {
  const problem = `${describeValue(entry)} is no entry for paths; ${allowed}`
  return new ConfigurationError('ERR_BLACKLIST_ENTRY', setting, problem)
}
