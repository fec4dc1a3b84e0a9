import type { Attributes, AttributeValue } from '../../../trace/span.js'

// What a span says of an HTTP exchange: first the names of OpenTelemetry's stable conventions, then
// those that they replaced (azure-ingestion.md §6).

export function methodOf(attributes: Attributes): string | undefined {
  return textOf(attributes['http.request.method'] ?? attributes['http.method'])
}

/** As a text; programs set numbers and texts alike. */
export function statusCodeOf(attributes: Attributes): string | undefined {
  return scalarOf(attributes['http.response.status_code'] ?? attributes['http.status_code'])
}

export function userAgentOf(attributes: Attributes): string | undefined {
  return textOf(attributes['user_agent.original'] ?? attributes['http.user_agent'])
}

/** The URL that a call was made to; not redacted. */
export function calledUrlOf(attributes: Attributes): string | undefined {
  const url = textOf(attributes['url.full'] ?? attributes['http.url'])
  return url ?? composeUrl(attributes, calledHostOf(attributes))
}

/** The URL that was asked for; not redacted. */
export function servedUrlOf(attributes: Attributes): string | undefined {
  const url = textOf(attributes['url.full'] ?? attributes['http.url'])
  return url ?? composeUrl(attributes, servedHostOf(attributes)) ?? targetOf(attributes)
}

/** Path and query, of which old attributes have one and new ones two. */
function targetOf(attributes: Attributes): string | undefined {
  const path = textOf(attributes['url.path'])
  if (path === undefined) return textOf(attributes['http.target'])
  const query = textOf(attributes['url.query'])
  return query ? `${path}?${query}` : path
}

function composeUrl(attributes: Attributes, host: string): string | undefined {
  const scheme = textOf(attributes['url.scheme'] ?? attributes['http.scheme'])
  if (!scheme || host === '') return undefined
  return `${scheme}://${host}${targetOf(attributes) ?? '/'}`
}

/** `host[:port]` of the peer of a call, without the scheme's own port. */
export function calledHostOf(attributes: Attributes): string {
  const address = textOf(attributes['server.address'] ?? attributes['net.peer.name'])
  if (!address) return textOf(attributes['http.host']) ?? ''
  return formatHost(attributes, address, attributes['server.port'] ?? attributes['net.peer.port'])
}

function servedHostOf(attributes: Attributes): string {
  const address = textOf(attributes['server.address'])
  if (address) return formatHost(attributes, address, attributes['server.port'])
  const name = textOf(attributes['net.host.name'])
  const host = textOf(attributes['http.host'])
  return host || !name ? (host ?? '') : formatHost(attributes, name, attributes['net.host.port'])
}

/** The same text for equal hosts: it makes the nodes of the Application Map (§7). */
function formatHost(
  attributes: Attributes,
  address: string,
  port: AttributeValue | undefined
): string {
  // The path of a socket; in the names of hosts upper and lower case are the same.
  if (/[\\/]/.test(address)) return address
  const isBareIPv6 = address.includes(':') && !address.startsWith('[')
  const host = (isBareIPv6 ? `[${address}]` : address).toLowerCase()
  const number = Number(scalarOf(port) ?? 0)
  return !number || number === defaultPortOf(attributes) ? host : `${host}:${number}`
}

function defaultPortOf(attributes: Attributes): number {
  const url = textOf(attributes['url.full'] ?? attributes['http.url'])
  const scheme = url ?? textOf(attributes['url.scheme'] ?? attributes['http.scheme']) ?? ''
  return scheme.startsWith('https') ? 443 : 80
}

/** `host/queue` of a message, as far as it is known. */
export function destinationOf(attributes: Attributes): string | undefined {
  const address = textOf(attributes['server.address'] ?? attributes['net.peer.name'])
  const queue = textOf(
    attributes['messaging.destination.name'] ?? attributes['messaging.destination']
  )
  return [address, queue].filter(Boolean).join('/') || undefined
}

/** The part of a URL, or of a path, before query and fragment. */
export function pathOf(url: string): string {
  const sent = before('?', before('#', url))
  const scheme = sent.indexOf('://')
  const start = sent.indexOf('/', scheme === -1 ? 0 : scheme + 3)
  return start === -1 ? '/' : sent.slice(start)
}

function before(mark: string, text: string): string {
  const end = text.indexOf(mark)
  return end === -1 ? text : text.slice(0, end)
}

export function textOf(value: AttributeValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function scalarOf(value: AttributeValue | undefined): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined
  return textOf(value)
}
