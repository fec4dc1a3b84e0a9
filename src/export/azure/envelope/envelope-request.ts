import { isIP } from 'node:net'
import type { Redaction } from '../../../trace/redaction.js'
import type { Attributes, Span } from '../../../trace/span.js'
import type { EnvelopeData } from './envelope.js'
import { isSuccess } from './envelope-dependency.js'
import { createSpanProperties } from './envelope-properties.js'
import {
  destinationOf,
  methodOf,
  pathOf,
  servedUrlOf,
  statusCodeOf,
  textOf,
  userAgentOf
} from './http-attributes.js'
import { formatDuration } from './time-format.js'
import { truncate } from './truncate.js'

// Attributes that have a place of their own in the envelope. Addresses of the client are among
// them: the service forgets that of the tag, and would keep that of a property.
const mapped: ReadonlySet<string> = new Set([
  'http.request.method',
  'http.method',
  'http.route',
  'url.full',
  'http.url',
  'url.scheme',
  'http.scheme',
  'url.path',
  'url.query',
  'http.target',
  'server.address',
  'server.port',
  'http.host',
  'net.host.name',
  'net.host.port',
  'client.address',
  'http.client_ip',
  'network.peer.address',
  'net.sock.peer.addr',
  'net.peer.ip',
  'user_agent.original',
  'http.user_agent',
  'user_agent.synthetic.type',
  'http.response.status_code',
  'http.status_code'
])

/**
 * A span as something that the service was asked for (azure-ingestion.md §8).
 *
 * @param startedAt milliseconds since 1970
 */
export function createRequest(
  span: Span,
  attributes: Attributes,
  startedAt: number,
  redaction: Redaction
): EnvelopeData {
  const url = servedUrlOf(attributes)
  const source = span.kind === 'consumer' ? destinationOf(attributes) : undefined
  const waited = timeSinceEnqueued(span, attributes, startedAt)
  const baseData = {
    ver: 2,
    id: span.spanId,
    name: truncate(requestNameOf(span, attributes), 1024) || 'span',
    source: source === undefined ? undefined : truncate(source, 1024),
    url: url === undefined ? undefined : truncate(redaction.redactUrl(url), 2048),
    responseCode: responseCodeOf(attributes),
    success: isSuccess(span, attributes),
    duration: formatDuration(span.duration),
    properties: createSpanProperties(span, attributes, mapped, redaction),
    measurements: waited === undefined ? undefined : { timeSinceEnqueued: waited }
  }
  return { baseType: 'RequestData', baseData }
}

export function responseCodeOf(attributes: Attributes): string {
  return truncate(statusCodeOf(attributes) || '0', 1024)
}

// Attributes are put together when they are asked for, and a request may have many calls.
const names = new WeakMap<Span, string>()

/**
 * `GET /route`, for the request and as the name of the operation on all that is done for it.
 * Whoever has given the span a name that is more than the method knows better.
 *
 * @param attributes those of the span, where they are at hand
 */
export function requestNameOf(span: Span, attributes?: Attributes): string {
  if (span.name.includes(' ')) return span.name
  const known = names.get(span)
  if (known !== undefined) return known
  const name = describeName(span.name, attributes ?? span.attributes)
  if (span.ended) names.set(span, name)
  return name
}

function describeName(name: string, attributes: Attributes): string {
  const method = methodOf(attributes)
  if (method === undefined || name !== method) return name
  const route = textOf(attributes['http.route'])
  if (route) return `${method} ${route}`
  const url = servedUrlOf(attributes)
  return url === undefined ? method : `${method} ${pathOf(url)}`
}

/** Tags that only the span of a request has. */
export function addRequestTags(tags: Record<string, string>, attributes: Attributes): void {
  const address = clientAddressOf(attributes)
  if (address !== undefined) tags['ai.location.ip'] = address
  const userAgent = userAgentOf(attributes)
  if (userAgent) tags['ai.user.userAgent'] = truncate(userAgent, 2048)
  const synthetic = syntheticSourceOf(attributes)
  if (synthetic !== undefined) tags['ai.operation.syntheticSource'] = synthetic
}

const addressNames = [
  'client.address',
  'http.client_ip',
  'network.peer.address',
  'net.sock.peer.addr',
  'net.peer.ip'
] as const

/** Without the zone of an IPv6 address, and an IPv4 address that comes over IPv6 as what it is. */
function clientAddressOf(attributes: Attributes): string | undefined {
  for (const name of addressNames) {
    const [address = ''] = (textOf(attributes[name]) ?? '').split('%', 1)
    const short = address.replace(/^::ffff:(?=\d+\.)/i, '')
    if (isIP(short) !== 0) return short
  }
  return undefined
}

// Of Microsoft's SDK for .NET (§8).
const bots = /search|spider|crawl|Bot|Monitor|AlwaysOn/i

/** Undefined for the traffic of people. */
export function syntheticSourceOf(attributes: Attributes): string | undefined {
  const userAgent = userAgentOf(attributes)
  const type = textOf(attributes['user_agent.synthetic.type'])
  if (type) return type === 'bot' ? 'Bot' : 'True'
  return userAgent !== undefined && bots.test(userAgent) ? 'Bot' : undefined
}

/** Milliseconds that a message waited; its broker says when it came, in seconds since 1970. */
function timeSinceEnqueued(
  { kind }: Span,
  attributes: Attributes,
  startedAt: number
): number | undefined {
  if (kind !== 'consumer') return undefined
  const enqueued =
    attributes['messaging.servicebus.message.enqueued_time'] ??
    attributes['messaging.eventhubs.message.enqueued_time']
  if (typeof enqueued !== 'number') return undefined
  const waited = startedAt - enqueued * 1000
  return Number.isFinite(waited) ? Math.max(0, waited) : undefined
}
