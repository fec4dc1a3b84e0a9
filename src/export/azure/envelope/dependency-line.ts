import type { Redaction } from '../../../trace/redaction.js'
import type { Attributes, AttributeValue, Span } from '../../../trace/span.js'
import { addSourceTags, type EnvelopeSource, operationNameOf, sampleRateOf } from './envelope.js'
import { describeDependency, mappedAttributes } from './envelope-dependency.js'
import { maxItemBytes } from './envelope-line.js'
import { countedBy, countedMark, formatProperty, maxKeyLength } from './envelope-properties.js'
import { numberText } from './number-text.js'
import { formatTime } from './time-format.js'

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
    const key = JSON.stringify(source.instrumentationKey)
    this.#head = `{"ver":1,"name":"Microsoft.ApplicationInsights.RemoteDependency","iKey":${key},"sampleRate":`
    const tags: Record<string, string> = {}
    addSourceTags(tags, source)
    this.#tags = `","tags":${JSON.stringify(tags).slice(0, -1)},"ai.operation.id":"`
    this.#source = source
  }

  /** @returns undefined for what is out of the ordinary, or too large: it needs the envelope */
  write(span: Span, startedAt: number): string | undefined {
    if (span.links.length > 0 || span.droppedEvents > 0) return undefined
    const { attributes } = span
    const properties = formatProperties(span, attributes, this.#source.redaction)
    if (properties === undefined) return undefined
    const head = `${this.#head}${sampleRateOf(span)},"time":"${formatTime(startedAt)}${this.#tags}`
    const data = formatDependency(span, attributes, this.#source)
    const line = `${head}${formatOperation(span)}"},"data":{"baseType":"RemoteDependencyData","baseData":{"ver":2,"id":"${data}${properties}}}}`
    return isWithinLimit(line) ? line : undefined
  }
}

function formatOperation(span: Span): string {
  const { traceId, parentId } = span
  const id = escapeText(traceId)
  const ids =
    parentId === undefined ? id : `${id}","ai.operation.parentId":"${escapeText(parentId)}`
  const name = operationNameOf(span)
  return name === '' ? ids : `${ids}","ai.operation.name":"${escapeText(name)}`
}

function formatDependency(span: Span, attributes: Attributes, source: EnvelopeSource): string {
  const dependency = describeDependency(span, attributes, source)
  const { id, name, type, target, data, resultCode, success, duration } = dependency
  const what = `${id}","name":"${escapeText(name)}","type":"${escapeText(type)}`
  const where = target === undefined ? what : `${what}","target":"${escapeText(target)}`
  const url = data === undefined ? where : `${where}","data":"${escapeText(data)}`
  const result = `${url}","resultCode":"${escapeText(resultCode)}`
  return `${result}${success ? '","success":true' : '","success":false'},"duration":"${duration}"`
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
    const start = propertyStarts.get(key) ?? startProperty(key)
    if (start === '' || !Object.hasOwn(attributes, key)) continue
    const text = formatValue(key, value, redaction)
    if (text === undefined) continue
    if (start === undefined) return undefined
    properties += separatorAfter(properties) + start + text
    isMessageTold ||= key === 'error.message'
  }
  const message = isMessageTold ? undefined : span.statusMessage
  if (message) {
    const text = formatValue('error.message', message, redaction)
    properties += `${separatorAfter(properties)}error.message":"${text}`
  }
  if (span.isCounted) {
    properties += `${separatorAfter(properties)}${countedMark}":"${countedBy(span)}`
  }
  return properties === '' ? '' : `${properties}"}`
}

/** All but the last quotation mark of a property: it is part of what comes next. */
function separatorAfter(properties: string): string {
  return properties === '' ? ',"properties":{"' : '","'
}

const maxPropertyStarts = 1_000
/** By key, how a property goes on behind its first quotation mark; '' for keys that are none. */
const propertyStarts = new Map(['', ...mappedAttributes].map(key => [key, '']))

/** Undefined for a key that would have to be changed. */
function startProperty(key: string): string | undefined {
  if (key.length > maxKeyLength || !key.isWellFormed()) return undefined
  const start = `${escapeText(key)}":"`
  if (propertyStarts.size < maxPropertyStarts) propertyStarts.set(key, start)
  return start
}

function formatValue(key: string, value: AttributeValue, redaction: Redaction): string | undefined {
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'number' && Number.isFinite(value)) return numberText(value)
  const text = formatProperty(key, value, redaction)
  return text === undefined ? undefined : escapeText(text)
}

/** To count the bytes also makes one piece of the line, while its parts are in the cache. */
function isWithinLimit(line: string): boolean {
  return Buffer.byteLength(line) <= maxItemBytes
}

/** What JSON escapes: controls, quotation mark, backslash, halves of pairs; and some that it does not. */
const escaped = /[^ !#-[\]-\ud7ff]/

/** As JSON.stringify between the quotation marks, which makes another text of each. */
function escapeText(text: string): string {
  return escaped.test(text) ? JSON.stringify(text).slice(1, -1) : text
}
