import type { Attributes, Span } from '../../../trace/span.js'
import { describeAzureCall } from './azure-services.js'
import { dependencyTypeOf, systemOf } from './dependency-type.js'
import type { EnvelopeData, EnvelopeSource } from './envelope.js'
import { createSpanProperties } from './envelope-properties.js'
import {
  calledHostOf,
  calledUrlOf,
  destinationOf,
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
  'http.status_code',
  'db.query.text',
  'db.statement'
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
export function createDependency(span: Span, source: EnvelopeSource): EnvelopeData {
  const { attributes } = span
  const properties = createSpanProperties(span, attributes, mappedAttributes, source.redaction)
  const baseData = { ...describeDependency(span, attributes, source), properties }
  return { baseType: 'RemoteDependencyData', baseData }
}

export function describeDependency(
  span: Span,
  attributes: Attributes,
  source: EnvelopeSource
): Dependency {
  const called = calledUrlOf(attributes)
  const url = called === undefined ? undefined : source.redaction.redactUrl(called)
  const target = targetOf(span, attributes, url)
  const data = url ?? queryOf(attributes, source)
  const name = nameOf(span, attributes, url)
  const azure = source.derivesAzureTypes ? azureCallOf(attributes, target, url) : undefined
  return {
    ver: 2,
    id: span.spanId,
    name: truncate(azure?.name ?? name, 1024) || 'span',
    type: truncate(azure?.type ?? dependencyTypeOf(span, attributes, target), 1024),
    target: target === '' ? undefined : truncate(target, 1024),
    data: data === undefined ? undefined : truncateBytes(data, 8192),
    resultCode: truncate(resultCodeOf(attributes, source), 1024),
    success: isSuccess(span, attributes),
    duration: formatDuration(span.duration)
  }
}

function azureCallOf(attributes: Attributes, target: string, url: string | undefined) {
  const method = methodOf(attributes)
  return method === undefined ? undefined : describeAzureCall(method, target, pathOf(url ?? ''))
}

/** The statement that was sent to a database. */
function queryOf(attributes: Attributes, { redaction }: EnvelopeSource): string | undefined {
  const query = textOf(attributes['db.query.text'] ?? attributes['db.statement'])
  return query === undefined ? undefined : redaction.redactText(query)
}

/**
 * `GET /path`: the method alone would merge every call to a host (§6). Whoever has given the span
 * another name knows better.
 */
function nameOf(span: Span, attributes: Attributes, url: string | undefined): string {
  const method = methodOf(attributes)
  if (method === undefined || url === undefined || hasOwnName(span, method, attributes)) {
    return span.name
  }
  const path = textOf(attributes['url.template']) ?? pathOf(url)
  return `${method} ${path}`
}

function hasOwnName({ name }: Span, method: string, attributes: Attributes): boolean {
  if (name === method || name === '' || name === attributes['http.request.method_original']) {
    return false
  }
  // As OpenTelemetry named it before.
  return name !== `HTTP ${method}`
}

function targetOf(span: Span, attributes: Attributes, url: string = ''): string {
  if (span.kind === 'producer') return destinationOf(attributes) ?? ''
  const isCall = methodOf(attributes) !== undefined
  if (!isCall && span.kind !== 'client') return ''
  const host = textOf(attributes['peer.service']) || calledHostOf(attributes)
  if (host !== '' || !isCall) return host || (systemOf(attributes) ?? '')
  return URL.canParse(url) ? new URL(url).host : ''
}

/** With an option, the number that other SDKs send for want of a response; `error.type` stays. */
function resultCodeOf(attributes: Attributes, { usesNumericCodes }: EnvelopeSource): string {
  const status = statusCodeOf(attributes)
  if (status !== undefined) return status
  const code = attributes['outspan.cancelled']
    ? 'AbortError'
    : (textOf(attributes['error.type']) ?? '')
  return code !== '' && usesNumericCodes ? '0' : code
}

export function isSuccess(span: Span, attributes: Attributes): boolean {
  if (span.status !== 'unset') return span.status === 'ok'
  const status = statusCodeOf(attributes)
  return status === undefined || (Number(status) > 0 && Number(status) < 400)
}
