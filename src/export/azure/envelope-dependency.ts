import type { Redaction } from '../../trace/redaction.js'
import type { Attributes, Span } from '../../trace/span.js'
import type { EnvelopeData } from './envelope.js'
import { createSpanProperties } from './envelope-properties.js'
import {
  calledHostOf,
  calledUrlOf,
  methodOf,
  pathOf,
  statusCodeOf,
  textOf
} from './http-attributes.js'
import { formatDuration } from './time-format.js'
import { truncate, truncateBytes } from './truncate.js'

// Attributes that have a place of their own in the envelope.
export const mappedAttributes: ReadonlySet<string> = new Set([
  'http.request.method',
  'http.method',
  'url.full',
  'http.url',
  'url.template',
  'peer.service',
  'server.address',
  'net.peer.name',
  'http.host',
  'server.port',
  'net.peer.port',
  'http.response.status_code',
  'http.status_code'
])

/** What a dependency says, but for its properties. */
interface Dependency {
  readonly ver: 2
  readonly id: string
  readonly name: string
  readonly type: string
  readonly target: string | undefined
  readonly data: string | undefined
  readonly resultCode: string
  readonly success: boolean
  readonly duration: string
}

/** A span as something that the service waited for (azure-ingestion.md §6). */
export function createDependency(span: Span, redaction: Redaction): EnvelopeData {
  const { attributes } = span
  const properties = createSpanProperties(span, attributes, mappedAttributes, redaction)
  const baseData = { ...describeDependency(span, attributes, redaction), properties }
  return { baseType: 'RemoteDependencyData', baseData }
}

export function describeDependency(
  span: Span,
  attributes: Attributes,
  redaction: Redaction
): Dependency {
  const isHttp = methodOf(attributes) !== undefined
  const called = calledUrlOf(attributes)
  const url = called === undefined ? undefined : redaction.redactUrl(called)
  const target = isHttp ? truncate(targetOf(attributes, url), 1024) : ''
  return {
    ver: 2,
    id: span.spanId,
    name: truncate(nameOf(span, attributes, url), 1024) || 'span',
    // The map would make a node of the name of a call that has no target (§6).
    type: target === '' ? 'InProc' : 'Http',
    target: target === '' ? undefined : target,
    data: url === undefined ? undefined : truncateBytes(url, 8192),
    resultCode: truncate(resultCodeOf(attributes), 1024),
    success: isSuccess(span, attributes),
    duration: formatDuration(span.duration)
  }
}

/** `GET /path`: the method alone would merge every call to a host (§6). */
function nameOf(span: Span, attributes: Attributes, url: string | undefined): string {
  const method = methodOf(attributes)
  if (method === undefined || url === undefined) return span.name
  const path = textOf(attributes['url.template']) ?? pathOf(url)
  return `${method} ${path}`
}

function targetOf(attributes: Attributes, url: string = ''): string {
  const host = textOf(attributes['peer.service']) || calledHostOf(attributes)
  if (host !== '') return host
  return URL.canParse(url) ? new URL(url).host : ''
}

function resultCodeOf(attributes: Attributes): string {
  const status = statusCodeOf(attributes)
  if (status !== undefined) return status
  if (attributes['outspan.cancelled']) return 'AbortError'
  return textOf(attributes['error.type']) ?? ''
}

export function isSuccess(span: Span, attributes: Attributes): boolean {
  if (span.status !== 'unset') return span.status === 'ok'
  const status = statusCodeOf(attributes)
  return status === undefined || (Number(status) > 0 && Number(status) < 400)
}
