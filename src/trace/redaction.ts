/** Query parameters that carry a signature or a key in the URLs of the large clouds (§6). */
const defaultRedactedQueryParameters: readonly string[] = [
  'sig',
  'Signature',
  'AWSAccessKeyId',
  'X-Amz-Signature',
  'X-Amz-Credential',
  'X-Amz-Security-Token',
  'X-Goog-Signature'
]

const hidden = 'REDACTED'
/** In the list of parameters: all of them. */
const anyName = '*'
// The scheme is bounded, so that a long text without any takes linear time.
const urlInText = /[a-z][a-z\d+.-]{0,15}:\/\/[^\s"'<>]+/gi
// Up to the last @ before the path; a scheme may be followed by any number of slashes of either kind.
const credentials = /^((?:[a-z][a-z\d+.-]*:)?[\\/]*)[^\\/?#]+@/i

/** Takes secrets out of URLs, so that they never leave the process. */
export class Redaction {
  readonly #names: ReadonlySet<string>
  /** Finds what may be a secret parameter, or one in disguise; most queries have none. */
  readonly #suspicious: RegExp

  /**
   * @param queryParameters names whose values are hidden, or `*`; upper and lower case do not
   * matter
   */
  constructor(queryParameters: readonly string[] = defaultRedactedQueryParameters) {
    this.#names = new Set(queryParameters.map(name => name.toLowerCase()))
    const names = queryParameters.map(name => (name === anyName ? '[^&]*' : escapePattern(name)))
    this.#suspicious = new RegExp(`%|[^ -~]${names.map(name => `|(?:^|&)${name}=`).join('')}`, 'i')
  }

  /** An absolute URL: as a path, and without user and password. */
  redactUrl(url: string): string {
    const path = this.redactPath(url)
    return path.includes('@') ? path.replace(credentials, `$1${hidden}:${hidden}@`) : path
  }

  /** Every URL in a text of the program. Fragments stay: they may be routes of its pages. */
  redactText(text: string): string {
    if (!text.includes('://')) return text
    return text.replace(urlInText, url => {
      const fragment = url.indexOf('#')
      return fragment === -1
        ? this.redactUrl(url)
        : this.redactUrl(url.slice(0, fragment)) + url.slice(fragment)
    })
  }

  /** Path and query of a request, without fragment, with the values of secret parameters hidden. */
  redactPath(path: string): string {
    const end = path.indexOf('#')
    const sent = end === -1 ? path : path.slice(0, end)
    const query = sent.indexOf('?')
    if (query === -1) return sent
    const written = sent.slice(query + 1)
    const redacted = this.redactQuery(written)
    // To put the same together again makes another text, in two pieces.
    return redacted === written ? sent : sent.slice(0, query + 1) + redacted
  }

  /** The part behind the question mark. */
  redactQuery(query: string): string {
    if (!this.#suspicious.test(query)) return query
    return query
      .split('&')
      .map(parameter => this.#redactParameter(parameter))
      .join('&')
  }

  #redactParameter(parameter: string): string {
    const separator = parameter.indexOf('=')
    if (separator === -1) return parameter
    const name = parameter.slice(0, separator)
    const isSecret = this.#names.has(decode(name).toLowerCase()) || this.#names.has(anyName)
    return isSecret ? `${name}=${hidden}` : parameter
  }
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

function decode(name: string): string {
  if (!name.includes('%')) return name
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
