import type { Redaction } from '../../../trace/redaction.js'
import type { SpanEvent } from '../../../trace/span-event.js'
import type { EnvelopeData } from './envelope.js'
import { createException } from './envelope-exception.js'
import { createProperties, orNone } from './envelope-properties.js'
import { textOf } from './http-attributes.js'
import { truncate, truncateJson } from './truncate.js'

// By this attribute Microsoft's OpenTelemetry exporters, too, know a custom event.
const customEventName = 'microsoft.custom_event.name'
const none: ReadonlySet<string> = new Set()
const customEvent: ReadonlySet<string> = new Set([customEventName])
// Escaped, 32,768 characters may take more than an item can hold.
const maxMessageBytes = 44_000

/** A moment of a span: an exception, a custom event, else a message (azure-ingestion.md §9). */
export function createEventData(event: SpanEvent, redaction: Redaction): EnvelopeData {
  if (event.name === 'exception') return createException(event, redaction)
  const name = textOf(event.attributes[customEventName])
  return name ? createCustomEvent(name, event, redaction) : createMessage(event, redaction)
}

function createCustomEvent(
  name: string,
  { attributes }: SpanEvent,
  redaction: Redaction
): EnvelopeData {
  const properties = orNone(createProperties(attributes, customEvent, redaction))
  return { baseType: 'EventData', baseData: { ver: 2, name: truncate(name, 512), properties } }
}

function createMessage({ name, attributes }: SpanEvent, redaction: Redaction): EnvelopeData {
  const message =
    truncateJson(truncate(redaction.redactText(name), 32_768), maxMessageBytes) || 'event'
  const properties = orNone(createProperties(attributes, none, redaction))
  return { baseType: 'MessageData', baseData: { ver: 2, message, properties } }
}
