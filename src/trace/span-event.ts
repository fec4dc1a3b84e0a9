import { monotonicNow } from './clock.js'
import { type RecordedException, recordExceptions } from './exception.js'
import type { Attributes } from './span.js'

/** A moment in a span: an error that was caught, a message. */
export interface SpanEvent {
  readonly name: string
  /** Monotonic milliseconds. */
  readonly time: number
  readonly attributes: Attributes
  /** An error and what caused it, the outermost first; empty for all other events. */
  readonly exceptions: readonly RecordedException[]
}

/** Copies what it is given. */
export function createEvent(name: string, attributes: Attributes | undefined): SpanEvent {
  return { name, time: monotonicNow(), attributes: copy(attributes), exceptions: [] }
}

/** As OpenTelemetry has it, attributes named alike, and with the causes that these cannot hold. */
export function createExceptionEvent(
  error: unknown,
  attributes: Attributes | undefined
): SpanEvent {
  const exceptions = recordExceptions(error)
  const described = {
    'exception.type': exceptions[0]?.type,
    'exception.message': exceptions[0]?.message,
    'exception.stacktrace': exceptions[0]?.stacktrace,
    ...copy(attributes)
  }
  return { name: 'exception', time: monotonicNow(), attributes: described, exceptions }
}

/** Without those whose getters throw, which would throw into the program. */
function copy(attributes: Attributes | undefined): Attributes {
  try {
    return { ...attributes }
  } catch {
    return {}
  }
}
