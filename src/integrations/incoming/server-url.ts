import type { Redaction } from '../../trace/redaction.js'
import type { Attributes } from '../../trace/span.js'
import { readRequestTarget } from '../outgoing/request-target.js'
import type { RequestOrigin } from './request-origin.js'

/** The parts of the URL that the client meant: scheme, host and port, path, query. */
export function describeUrl(
  method: string,
  sent: string,
  hostHeader: string | undefined,
  { isEncrypted, forwarded }: RequestOrigin,
  redaction: Redaction
): Record<string, Attributes[string]> {
  // A target with a host in it comes before the Host header (RFC 9112 §3.2.2).
  const target = sent.startsWith('/') ? undefined : readRequestTarget(method, sent)
  // `*` stands for no path at all (§3.3).
  const [path = '', query] = split(redaction.redactPath(target?.path ?? (sent === '*' ? '' : sent)))
  const scheme =
    forwarded?.proto ?? target?.protocol.slice(0, -1) ?? (isEncrypted ? 'https' : 'http')
  const host = target ? `${target.host}:${target.port}` : (forwarded?.host ?? hostHeader)
  return {
    'url.scheme': scheme,
    'url.path': path,
    'url.query': query,
    // A target that cannot be read is told as it came: it makes no URL with the host.
    ...(path === '' || path.startsWith('/') ? describeHost(host, scheme) : undefined)
  }
}

function split(path: string): readonly [path: string, query?: string] {
  const mark = path.indexOf('?')
  return mark === -1 ? [path] : [path.slice(0, mark), path.slice(mark + 1)]
}

/** An address, or a name in characters that a URL has (RFC 3986 §3.2.2): anyone may write the header. */
const hostPattern = /^(\[[\da-f:.]+\]|[\w.~%-]{1,255})(?::(\d{1,5}))?$/i

function describeHost(
  host: string | undefined,
  scheme: string
): Record<string, Attributes[string]> {
  const [, name, port] = hostPattern.exec(host ?? '') ?? []
  const number = Number(port ?? (scheme === 'https' ? 443 : 80))
  if (name === undefined || number > 65_535) return {}
  return { 'server.address': name.toLowerCase(), 'server.port': number }
}
