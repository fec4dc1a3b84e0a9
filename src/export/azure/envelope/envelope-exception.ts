import type { RecordedException } from '../../../trace/exception.js'
import type { Redaction } from '../../../trace/redaction.js'
import type { SpanEvent } from '../../../trace/span-event.js'
import type { EnvelopeData } from './envelope.js'
import { createProperties, orNone } from './envelope-properties.js'
import { textOf } from './http-attributes.js'
import { limitFrames, parseStack, type StackFrame } from './stack-frames.js'
import { jsonBytes, truncate, truncateJson } from './truncate.js'

/** One error of ExceptionData, as azure-ingestion.md §4 has it. */
interface ExceptionDetails extends Texts, Stack {
  readonly id: number
  readonly outerId: number
}

interface Texts {
  readonly typeName: string
  readonly message: string
}

interface Stack {
  readonly hasFullStack: boolean
  readonly parsedStack?: readonly StackFrame[] | undefined
  readonly stack?: string | undefined
}

const mapped: ReadonlySet<string> = new Set([
  'exception.type',
  'exception.message',
  'exception.stacktrace'
])
// Of the 64,000 bytes of an item, so that tags find room. What texts leave is for the stacks, of
// which the service takes no more than 32 KB.
const maxBytes = 46_000
const maxTextBytes = 34_000
const maxStackBytes = 30_000

/** An error that was recorded, with what caused it, outermost first (§9). */
export function createException(event: SpanEvent, redaction: Redaction): EnvelopeData {
  const recorded = event.exceptions.length > 0 ? event.exceptions : [readAttributes(event)]
  const texts = limitTexts(recorded, redaction)
  const properties = orNone(createProperties(event.attributes, mapped, redaction))
  const exceptions = addStacks(texts, recorded, redaction)
  return {
    baseType: 'ExceptionData',
    baseData: { ver: 2, severityLevel: 'Error', exceptions, properties }
  }
}

/** Of an exception that the program describes itself, in OpenTelemetry's words. */
function readAttributes({ attributes }: SpanEvent): RecordedException {
  return {
    type: textOf(attributes['exception.type']),
    message: textOf(attributes['exception.message']),
    stacktrace: textOf(attributes['exception.stacktrace']),
    causeOf: undefined
  }
}

function limitTexts(
  recorded: readonly RecordedException[],
  redaction: Redaction
): readonly Texts[] {
  let remaining = maxTextBytes
  return recorded.map(({ type = '', message = '' }, i) => {
    // What one leaves of its share is for those after it.
    const share = remaining / (recorded.length - i)
    const typeName = nameOf(truncateJson(truncate(type, 1024), share / 2))
    const rest = share - jsonBytes(typeName)
    const text = truncateJson(truncate(redaction.redactText(message), 32_768), rest) || typeName
    remaining -= jsonBytes(typeName) + jsonBytes(text)
    return { typeName, message: text }
  })
}

/** The service refuses exceptions without a type; other exporters send these two words for none. */
function nameOf(type: string): string {
  return type === '' || type === 'undefined' || type === 'null' ? 'Error' : type
}

function addStacks(
  texts: readonly Texts[],
  recorded: readonly RecordedException[],
  redaction: Redaction
): readonly ExceptionDetails[] {
  let remaining = Math.min(maxStackBytes, maxBytes - jsonBytes(texts))
  return texts.map((text, i) => {
    const { stacktrace = '', causeOf = -1 } = recorded[i] ?? {}
    const stack = limitStack(redaction.redactText(stacktrace), remaining / (texts.length - i))
    remaining -= jsonBytes(stack)
    return { id: i + 1, outerId: causeOf + 1, ...text, ...stack }
  })
}

function limitStack(stacktrace: string, bytes: number): Stack {
  const frames = parseStack(stacktrace)
  const parsedStack = limitFrames(frames, bytes)
  if (parsedStack.length > 0) {
    return { hasFullStack: parsedStack.length === frames.length, parsedStack }
  }
  // Of another language, or cut by the program.
  const stack = truncateJson(truncate(stacktrace, 32_768), bytes)
  return stack === '' ? { hasFullStack: false } : { hasFullStack: stack === stacktrace, stack }
}
