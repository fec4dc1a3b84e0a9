/** Where a request is really going, when its target names a host of its own. */
export interface RequestTarget {
  /** With its colon: `http:`. */
  readonly protocol: string
  readonly host: string
  readonly port: string
  readonly path: string
}

/**
 * Reads the two forms of a request target that go through a proxy: `http://host/path` and, for
 * CONNECT, `host:port` (RFC 9112 §3.2.2, §3.2.3). Undefined for `/path`, `*` and what is neither.
 */
export function readRequestTarget(method: string, target: string): RequestTarget | undefined {
  if (method === 'CONNECT') return readAuthority(target)
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) return undefined
  const { protocol, hostname, port, pathname, search } = new URL(target)
  const knownPort = port || (protocol === 'https:' ? '443' : '80')
  return { protocol, host: hostname, port: knownPort, path: pathname + search }
}

function readAuthority(target: string): RequestTarget | undefined {
  const [, host, port] = /^(\[.+\]|[^:/]+):(\d+)$/.exec(target) ?? []
  if (host === undefined || port === undefined) return undefined
  return { protocol: port === '443' ? 'https:' : 'http:', host, port, path: '/' }
}
