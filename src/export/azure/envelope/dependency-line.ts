import type { Redaction } from '../../../trace/redaction.js'
import type { Attributes, AttributeValue, Span } from '../../../trace/span.js'
import { type EnvelopeSource, operationNameOf, sampleRateOf } from './envelope.js'
import { describeDependency, mappedAttributes } from './envelope-dependency.js'
import { maxItemBytes } from './envelope-line.js'
import { countedBy, countedMark, formatProperty, maxKeyLength } from './envelope-properties.js'
import { numberText } from './number-text.js'
import { formatTime } from './time-format.js'
import { truncate } from './truncate.js'

/**
 * Writes a span that is a dependency as the line that its envelope would be, without making the
 * envelope: 3.3 µs instead of 5.7 (Node 20), a third of what a traced call cost. A test holds it to
 * the same content.
 */
export class DependencyLineWriter {
  readonly #head: string
  readonly #tags: string
  readonly #source: EnvelopeSource

  constructor(source: EnvelopeSource) {
    const { instrumentationKey, cloudRole, cloudRoleInstance, sdkVersion } = source
    const { applicationVersion: version } = source
    const role = quote(truncate(cloudRole, 256))
    const instance = quote(truncate(cloudRoleInstance, 256))
    this.#head = `{"ver":1,"name":"Microsoft.ApplicationInsights.RemoteDependency","iKey":${quote(instrumentationKey)},"sampleRate":`
    const release = version ? `"ai.application.ver":${quote(truncate(version, 1024))},` : ''
    this.#tags = `,"tags":{"ai.cloud.role":${role},"ai.cloud.roleInstance":${instance},${release}"ai.internal.sdkVersion":${quote(sdkVersion)},"ai.operation.id":`
    this.#source = source
  }

  /** @returns undefined for what is out of the ordinary, or too large: it needs the envelope */
  write(span: Span, startedAt: number): string | undefined {
    if (span.links.length > 0 || span.droppedEvents > 0) return undefined
    const { attributes } = span
    const properties = formatProperties(span, attributes, this.#source.redaction)
    if (properties === undefined) return undefined
    const time = `,"time":"${formatTime(startedAt)}"`
    const tags = this.#tags + formatOperation(span)
    const data = `},"data":{"baseType":"RemoteDependencyData","baseData":{"ver":2,${formatDependency(span, attributes, this.#source)}`
    const line = `${this.#head}${sampleRateOf(span)}${time}${tags}${data}${properties}}}}`
    return isWithinLimit(line) ? line : undefined
  }
}

function formatOperation(span: Span): string {
  const { parentId } = span
  const parent = parentId === undefined ? '' : `,"ai.operation.parentId":${quote(parentId)}`
  const name = operationNameOf(span)
  return `${quote(span.traceId)}${parent}${name === '' ? '' : `,"ai.operation.name":${quote(name)}`}`
}

function formatDependency(span: Span, attributes: Attributes, source: EnvelopeSource): string {
  const dependency = describeDependency(span, attributes, source)
  const { id, name, type, target, data, resultCode, success, duration } = dependency
  const what = `"id":"${id}","name":${quote(name)},"type":${quote(type)}`
  const where = target === undefined ? '' : `,"target":${quote(target)}`
  const url = data === undefined ? '' : `,"data":${quote(data)}`
  return `${what}${where}${url},"resultCode":${quote(resultCode)},"success":${success},"duration":"${duration}"`
}

/** Undefined when keys have to be changed: two could become one. */
function formatProperties(
  span: Span,
  attributes: Attributes,
  redaction: Redaction
): string | undefined {
  let properties = ''
  let isMessageTold = false
  // The engine knows where the value of a key stands while it goes through the keys in this way.
  for (const key in attributes) {
    const value = attributes[key]
    if (value === undefined) continue
    const quoted = quotedKeys.get(key) ?? quoteKey(key)
    if (quoted === '' || !Object.hasOwn(attributes, key)) continue
    const text = formatValue(key, value, redaction)
    if (text === undefined) continue
    if (quoted === undefined) return undefined
    properties += `,${quoted}${text}`
    isMessageTold ||= key === 'error.message'
  }
  const message = isMessageTold ? undefined : span.statusMessage
  if (message) properties += `,"error.message":${formatValue('error.message', message, redaction)}`
  if (span.isCounted) properties += `,"${countedMark}":"${countedBy(span)}"`
  return properties === '' ? '' : `,"properties":{${properties.slice(1)}}`
}

const maxQuotedKeys = 1_000
/** Keys as they begin a property, `"key":`; '' for those that are none. */
const quotedKeys = new Map(['', ...mappedAttributes].map(key => [key, '']))

/** Undefined for a key that would have to be changed. */
function quoteKey(key: string): string | undefined {
  if (key.length > maxKeyLength || !key.isWellFormed()) return undefined
  const quoted = `${quote(key)}:`
  if (quotedKeys.size < maxQuotedKeys) quotedKeys.set(key, quoted)
  return quoted
}

function formatValue(key: string, value: AttributeValue, redaction: Redaction): string | undefined {
  if (typeof value === 'boolean') return `"${value}"`
  if (typeof value === 'number' && Number.isFinite(value)) return `"${numberText(value)}"`
  const text = formatProperty(key, value, redaction)
  return text === undefined ? undefined : quote(text)
}

/** To count the bytes also makes one piece of the line, while its parts are in the cache. */
function isWithinLimit(line: string): boolean {
  return Buffer.byteLength(line) <= maxItemBytes
}

/** As JSON.stringify, which takes twice as long for the short texts that there mostly are. */
function quote(text: string): string {
  if (text.length > 200) return JSON.stringify(text)
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    // What JSON escapes: controls, quotation mark, backslash, halves of pairs.
    if (unit < 32 || unit === 34 || unit === 92 || unit >= 0xd800) return JSON.stringify(text)
  }
  return `"${text}"`
}
