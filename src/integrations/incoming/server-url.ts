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
  const [path = '', query] = split(redaction.redactPath(target?.path ?? sent))
  const scheme =
    forwarded?.proto ?? target?.protocol.slice(0, -1) ?? (isEncrypted ? 'https' : 'http')
  const host = target ? `${target.host}:${target.port}` : (forwarded?.host ?? hostHeader)
  return {
    'url.scheme': scheme,
    'url.path': path,
    'url.query': query,
    ...describeHost(host, scheme)
  }
}

function split(path: string): readonly [path: string, query?: string] {
  const mark = path.indexOf('?')
  return mark === -1 ? [path] : [path.slice(0, mark), path.slice(mark + 1)]
}

function describeHost(
  host: string | undefined,
  scheme: string
): Record<string, Attributes[string]> {
  const [, name, port] = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(host ?? '') ?? []
  if (name === undefined) return {}
  const defaultPort = scheme === 'https' ? 443 : 80
  return { 'server.address': name.toLowerCase(), 'server.port': Number(port ?? defaultPort) }
}
