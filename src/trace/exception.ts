import { readError } from './read-error.js'

/** What is known of an error, taken at once: the program may change it, or never let go of it. */
export interface RecordedException {
  /** Its code or class; undefined for what is no error. */
  readonly type: string | undefined
  readonly message: string | undefined
  readonly stacktrace: string | undefined
  /** Where in the list that error is which this one caused; undefined for the outermost. */
  readonly causeOf: number | undefined
}

const maxExceptions = 10
const maxTextLength = 32_768

/**
 * An error, its causes and the parts of an AggregateError, the outermost first. Ten at most: a
 * chain can be endless. Takes whatever a program throws, and never throws.
 */
export function recordExceptions(error: unknown): readonly RecordedException[] {
  const found = [error]
  const recorded = [recordOne(error, undefined)]
  for (let i = 0; i < found.length; i++) {
    for (const inner of causesOf(found[i])) {
      if (inner === undefined || inner === null || found.includes(inner)) continue
      if (found.length === maxExceptions) return recorded
      found.push(inner)
      recorded.push(recordOne(inner, i))
    }
  }
  return recorded
}

function causesOf(error: unknown): readonly unknown[] {
  return [readError(error, 'cause'), ...partsOf(error)]
}

/** What other libraries keep under that name, such as rules that were broken, is no error. */
function partsOf(error: unknown): readonly unknown[] {
  const parts = readError(error, 'errors')
  try {
    if (!Array.isArray(parts)) return []
    return parts.slice(0, maxExceptions).filter(part => textOf(part, 'stack') !== undefined)
  } catch {
    // A proxy of an array.
    return []
  }
}

function recordOne(error: unknown, causeOf: number | undefined): RecordedException {
  if (typeof error !== 'object' && typeof error !== 'function') {
    return { type: undefined, message: String(error), stacktrace: undefined, causeOf }
  }
  return {
    type: typeOf(error),
    message: textOf(error, 'message')?.slice(0, maxTextLength),
    stacktrace: keepBothEnds(textOf(error, 'stack')),
    causeOf
  }
}

/** `Error` says nothing: classes seldom set their name. */
function typeOf(error: unknown): string | undefined {
  const name = textOf(error, 'name')
  const type = textOf(error, 'code') ?? (name === 'Error' ? classOf(error) : name)
  return type?.slice(0, maxTextLength)
}

function classOf(error: unknown): string {
  return textOf(readError(error, 'constructor'), 'name') ?? 'Error'
}

/** The end of a stack says where it began, its beginning where it broke. */
function keepBothEnds(stack: string | undefined): string | undefined {
  if (stack === undefined || stack.length <= maxTextLength) return stack
  const half = maxTextLength / 2
  return `${stack.slice(0, half)}\n    ...\n${stack.slice(-half)}`
}

function textOf(error: unknown, key: string): string | undefined {
  const text = readError(error, key)
  return typeof text === 'string' && text !== '' ? text : undefined
}
