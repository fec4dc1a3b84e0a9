import type { Redaction } from '../../../trace/redaction.js'
import type { Attributes, AttributeValue, Span } from '../../../trace/span.js'
import { numberText } from './number-text.js'
import { truncate, truncateBytes } from './truncate.js'

/** Bytes: the vendor's own exporters count them so, and bytes are never fewer than characters. */
export const maxPropertyBytes = 8192
export const maxKeyLength = 150

// What holds a part of a URL that cannot be told from another text.
const paths: ReadonlySet<string> = new Set(['http.target', 'url.path', 'url.original'])

/**
 * Attributes as the service takes them: texts below the limits, without the secrets of URLs, and
 * without those in `mapped`, which have a place of their own.
 */
export function createProperties(
  attributes: Attributes,
  mapped: ReadonlySet<string>,
  redaction: Redaction
): Record<string, string> {
  const properties: Record<string, string> = {}
  for (const key of Object.keys(attributes)) {
    const value = attributes[key]
    // Most of those of a call are not set.
    if (value === undefined || key === '' || mapped.has(key)) continue
    const property = formatProperty(key, value, redaction)
    if (property !== undefined) properties[truncate(key, maxKeyLength)] = property
  }
  return properties
}

/** One of them; undefined for what has no text. */
export function formatProperty(
  key: string,
  value: AttributeValue | undefined,
  redaction: Redaction
): string | undefined {
  const text = propertyText(value)
  if (text === undefined) return undefined
  return truncateBytes(redactProperty(key, text, redaction), maxPropertyBytes)
}

function redactProperty(key: string, text: string, redaction: Redaction): string {
  if (key === 'url.query') return redaction.redactQuery(text)
  return paths.has(key) ? redaction.redactUrl(text) : redaction.redactText(text)
}

/** What a span says beside its attributes; undefined when there is nothing to say at all. */
export function createSpanProperties(
  span: Span,
  attributes: Attributes,
  mapped: ReadonlySet<string>,
  redaction: Redaction
): Readonly<Record<string, string>> | undefined {
  const properties = createProperties(attributes, mapped, redaction)
  if (span.statusMessage && properties['error.message'] === undefined) {
    const message = redaction.redactText(span.statusMessage)
    properties['error.message'] = truncateBytes(message, maxPropertyBytes)
  }
  if (span.droppedEvents > 0) properties['outspan.events_dropped'] = String(span.droppedEvents)
  if (span.isCounted) properties[countedMark] = countedBy(span)
  const links = formatLinks(span)
  if (links !== undefined) properties['_MS.links'] = links
  return orNone(properties)
}

export const countedMark = '_MS.ProcessedByMetricExtractors'

/** The words by which the service knows that it need not count an item itself (§10). */
export function countedBy(span: Span): string {
  return `(Name:'${span.entrySpan === span ? 'Requests' : 'Dependencies'}', Ver:'1.1')`
}

export function orNone(
  properties: Readonly<Record<string, string>>
): Readonly<Record<string, string>> | undefined {
  for (const _ in properties) return properties
  return undefined
}

/** Undefined for what has no text: NaN, a cycle, whatever a program without types may set. */
function propertyText(value: AttributeValue | null | undefined): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number') return Number.isFinite(value) ? numberText(value) : undefined
  try {
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  } catch {
    return undefined
  }
}

/** As many links as fit; JSON that is cut is no JSON. */
function formatLinks({ links }: Span): string | undefined {
  if (links.length === 0) return undefined
  const parts: string[] = []
  // A comma less than links.
  let bytes = '[]'.length - 1
  for (const { traceId, spanId } of links) {
    const part = JSON.stringify({ operation_Id: traceId, id: spanId })
    bytes += Buffer.byteLength(part) + 1
    if (bytes > maxPropertyBytes) break
    parts.push(part)
  }
  return `[${parts.join(',')}]`
}
