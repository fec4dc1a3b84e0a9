import type { Answer } from './answer-reader.js'

const defaultMaxAge = 12 * 3_600_000
// RFC 9111 §1.2.2 reads a number of seconds that is too large as this one.
const longestMaxAge = 2 ** 31 * 1000

/** The hosts of one cloud may hand over to each other (azure-ingestion.md §13). */
const clouds = [
  ['.monitor.azure.com', '.services.visualstudio.com', '.applicationinsights.azure.com'],
  ['.monitor.azure.us', '.applicationinsights.azure.us'],
  ['.monitor.azure.cn', '.applicationinsights.azure.cn']
] as const

/** Where to post: to the configured origin, or where that has sent us, for as long as it said. */
export class Redirects {
  readonly #home: string
  #origin: string
  #until = 0

  constructor(home: string) {
    this.#home = home
    this.#origin = home
  }

  /** @param now monotonic milliseconds */
  origin(now: number): string {
    return now < this.#until ? this.#origin : this.#home
  }

  /**
   * @returns the origin to repeat the request at
   * @throws when there is none, or it is not to be trusted; the data has to be kept
   */
  follow(from: string, { location, cacheControl }: Answer, now: number): string {
    const to = readLocation(location)
    if (!isTrusted(new URL(from), to)) {
      throw new Error(`it redirects to ${to.origin}, which is none of its own cloud over https`)
    }
    this.#origin = to.origin
    this.#until = now + readMaxAge(cacheControl)
    return to.origin
  }

  /** The next request goes to the configured origin again. */
  forget(): void {
    this.#until = 0
  }
}

export function isRedirect({ status }: Answer): boolean {
  return status === 307 || status === 308
}

/** Https only, and either the same host, on whatever port, or both of the same cloud. */
function isTrusted(from: URL, to: URL): boolean {
  if (to.protocol !== 'https:') return false
  if (to.hostname === from.hostname) return true
  return clouds.some(suffixes => isUnder(suffixes, from.hostname) && isUnder(suffixes, to.hostname))
}

function isUnder(suffixes: readonly string[], hostname: string): boolean {
  return suffixes.some(suffix => hostname.endsWith(suffix))
}

function readLocation(location: string = ''): URL {
  if (URL.canParse(location)) return new URL(location)
  throw new Error(`it redirects, and its Location is ${location === '' ? 'missing' : 'no URL'}`)
}

/** Milliseconds. */
function readMaxAge(cacheControl: string = ''): number {
  const seconds = /(?:^|[\s,])max-age="?(\d+)/i.exec(cacheControl)?.[1]
  return seconds === undefined ? defaultMaxAge : Math.min(Number(seconds) * 1000, longestMaxAge)
}
