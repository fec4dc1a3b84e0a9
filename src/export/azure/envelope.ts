import type { WallClock } from '../../trace/clock.js'
import type { Attributes, AttributeValue, Span } from '../../trace/span.js'
import { formatDuration, formatTime } from './time-format.js'
import { truncate, truncateBytes } from './truncate.js'

/** What is the same on every envelope of a process. */
export interface EnvelopeSource {
  readonly instrumentationKey: string
  /** The name of the service; a node of the Application Map. */
  readonly cloudRole: string
  readonly cloudRoleInstance: string
  /** `name:version`, at most 64 characters. */
  readonly sdkVersion: string
}

/** One telemetry item, as azure-ingestion.md §3 has it. */
export interface Envelope {
  readonly ver: 1
  readonly name: string
  readonly time: string
  readonly sampleRate: number
  readonly iKey: string
  readonly tags: Readonly<Record<string, string>>
  readonly data: { readonly baseType: string; readonly baseData: object }
}

// Attributes that have a place of their own in the envelope.
const mapped: ReadonlySet<string> = new Set([
  'http.request.method',
  'url.full',
  'url.template',
  'peer.service',
  'server.address',
  'server.port',
  'http.response.status_code'
])

/** An ended span as a dependency. Pure but for the clock. */
export function createEnvelope(span: Span, source: EnvelopeSource, clock: WallClock): Envelope {
  return {
    ver: 1,
    name: 'Microsoft.ApplicationInsights.RemoteDependency',
    time: formatTime(clock.at(span.startTime)),
    sampleRate: span.samplingRate * 100,
    iKey: source.instrumentationKey,
    tags: createTags(span, source),
    data: { baseType: 'RemoteDependencyData', baseData: createDependency(span) }
  }
}

function createTags(span: Span, source: EnvelopeSource): Readonly<Record<string, string>> {
  const tags: Record<string, string> = {
    'ai.operation.id': span.traceId,
    'ai.cloud.role': truncate(source.cloudRole, 256),
    'ai.cloud.roleInstance': truncate(source.cloudRoleInstance, 256),
    'ai.internal.sdkVersion': source.sdkVersion
  }
  if (span.parentId !== undefined) tags['ai.operation.parentId'] = span.parentId
  return tags
}

function createDependency(span: Span): object {
  const { attributes } = span
  const isHttp = attributes['http.request.method'] !== undefined
  const url = text(attributes['url.full'])
  return {
    ver: 2,
    id: span.spanId,
    name: truncate(nameOf(span, attributes, url), 1024) || 'span',
    type: isHttp ? 'Http' : 'InProc',
    target: isHttp ? truncate(targetOf(attributes), 1024) : undefined,
    data: url === undefined ? undefined : truncateBytes(url, 8192),
    resultCode: truncate(resultCodeOf(attributes), 1024),
    success: isSuccess(span, attributes),
    duration: formatDuration(span.duration),
    properties: createProperties(span, attributes)
  }
}

/** `GET /path`: the method alone would merge every call to a host (§6). */
function nameOf(span: Span, attributes: Attributes, url: string | undefined): string {
  const method = text(attributes['http.request.method'])
  if (method === undefined || url === undefined) return span.name
  const path = text(attributes['url.template']) ?? pathOf(url)
  return `${method} ${path}`
}

function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3)
  const query = url.indexOf('?')
  return start === -1 ? '/' : url.slice(start, query === -1 ? undefined : query)
}

/** `host[:port]` without the scheme's own port: the same for equal hosts, as it makes the map. */
function targetOf(attributes: Attributes): string {
  const service = text(attributes['peer.service'])
  if (service) return service
  const host = text(attributes['server.address']) ?? ''
  const port = attributes['server.port']
  const isHttps = text(attributes['url.full'])?.startsWith('https:')
  const isDefault = port === undefined || port === (isHttps ? 443 : 80)
  return isDefault ? host : `${host}:${port}`
}

function resultCodeOf(attributes: Attributes): string {
  const status = attributes['http.response.status_code']
  if (status !== undefined) return `${status}`
  if (attributes['outspan.cancelled']) return 'AbortError'
  return text(attributes['error.type']) ?? ''
}

function isSuccess(span: Span, attributes: Attributes): boolean {
  if (span.status !== 'unset') return span.status === 'ok'
  const status = attributes['http.response.status_code']
  return status === undefined || (Number(status) > 0 && Number(status) < 400)
}

function createProperties(
  span: Span,
  attributes: Attributes
): Readonly<Record<string, string>> | undefined {
  const properties: Record<string, string> = {}
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || key === '' || mapped.has(key)) continue
    if (typeof value === 'number' && !Number.isFinite(value)) continue
    properties[truncate(key, 150)] = truncateBytes(propertyText(value), 8192)
  }
  const links = formatLinks(span)
  if (links !== undefined) properties['_MS.links'] = links
  return Object.keys(properties).length === 0 ? undefined : properties
}

function propertyText(value: AttributeValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const maxLinksLength = 8192

/** As many links as fit; JSON that is cut is no JSON. */
function formatLinks({ links }: Span): string | undefined {
  if (links.length === 0) return undefined
  const parts: string[] = []
  let length = '[]'.length
  for (const { traceId, spanId } of links) {
    const part = JSON.stringify({ operation_Id: traceId, id: spanId })
    length += part.length + 1
    if (length > maxLinksLength) break
    parts.push(part)
  }
  return `[${parts.join(',')}]`
}

function text(value: AttributeValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
