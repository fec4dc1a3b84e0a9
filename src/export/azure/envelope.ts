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
    sampleRate: sampleRateOf(span),
    iKey: source.instrumentationKey,
    tags: createTags(span, source),
    data: { baseType: 'RemoteDependencyData', baseData: createDependency(span) }
  }
}

/** A sampler of the program may say anything; the service refuses what is no percentage. */
function sampleRateOf({ samplingRate }: Span): number {
  const percentage = samplingRate * 100
  return percentage > 0 && percentage <= 100 ? percentage : 100
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
  const [sent = ''] = url.split(/[?#]/, 1)
  const scheme = sent.indexOf('://')
  const start = sent.indexOf('/', scheme === -1 ? 0 : scheme + 3)
  return start === -1 ? '/' : sent.slice(start)
}

/** `host[:port]` without the scheme's own port: the same for equal hosts, as it makes the map. */
function targetOf(attributes: Attributes, url: string = ''): string {
  const service = text(attributes['peer.service'])
  if (service) return service
  const address = text(attributes['server.address'])
  if (!address) return URL.canParse(url) ? new URL(url).host : ''
  const port = Number(propertyText(attributes['server.port']) ?? 0)
  const isDefault = !port || port === (url.startsWith('https:') ? 443 : 80)
  return isDefault ? formatHost(address) : `${formatHost(address)}:${port}`
}

function formatHost(address: string): string {
  // The path of a socket; in the names of hosts upper and lower case are the same.
  if (/[\\/]/.test(address)) return address
  const isBareIPv6 = address.includes(':') && !address.startsWith('[')
  return (isBareIPv6 ? `[${address}]` : address).toLowerCase()
}

function resultCodeOf(attributes: Attributes): string {
  const status = propertyText(attributes['http.response.status_code'])
  if (status !== undefined) return status
  if (attributes['outspan.cancelled']) return 'AbortError'
  return text(attributes['error.type']) ?? ''
}

function isSuccess(span: Span, attributes: Attributes): boolean {
  if (span.status !== 'unset') return span.status === 'ok'
  const status = propertyText(attributes['http.response.status_code'])
  return status === undefined || (Number(status) > 0 && Number(status) < 400)
}

function createProperties(
  span: Span,
  attributes: Attributes
): Readonly<Record<string, string>> | undefined {
  const properties: Record<string, string> = {}
  if (span.statusMessage) properties['error.message'] = truncateBytes(span.statusMessage, 8192)
  for (const [key, value] of Object.entries(attributes)) {
    if (key === '' || mapped.has(key)) continue
    const property = propertyText(value)
    if (property !== undefined) properties[truncate(key, 150)] = truncateBytes(property, 8192)
  }
  const links = formatLinks(span)
  if (links !== undefined) properties['_MS.links'] = links
  return Object.keys(properties).length === 0 ? undefined : properties
}

/** Undefined for what has no text: NaN, a cycle, whatever a program without types may set. */
function propertyText(value: AttributeValue | null | undefined): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined
  try {
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  } catch {
    return undefined
  }
}

const maxLinksBytes = 8192

/** As many links as fit; JSON that is cut is no JSON. */
function formatLinks({ links }: Span): string | undefined {
  if (links.length === 0) return undefined
  const parts: string[] = []
  // A comma less than links.
  let bytes = '[]'.length - 1
  for (const { traceId, spanId } of links) {
    const part = JSON.stringify({ operation_Id: traceId, id: spanId })
    bytes += Buffer.byteLength(part) + 1
    if (bytes > maxLinksBytes) break
    parts.push(part)
  }
  return `[${parts.join(',')}]`
}

function text(value: AttributeValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
