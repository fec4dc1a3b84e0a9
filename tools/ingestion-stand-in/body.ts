import { gunzipSync } from 'node:zlib'
import type { Envelope } from './envelope.js'

/** Thrown for a body that cannot be read as what its headers call it. */
export class UnreadableBodyError extends Error {
  override readonly name = 'UnreadableBodyError'
}

/** Undoes the Content-Encoding. */
export function decodeBody(body: Buffer, contentEncoding: string | undefined): Buffer {
  if (contentEncoding === undefined || contentEncoding === 'identity') return body
  if (contentEncoding !== 'gzip') {
    throw new UnreadableBodyError(`Content-Encoding ${contentEncoding} is not understood`)
  }
  try {
    return gunzipSync(body)
  } catch (cause) {
    throw new UnreadableBodyError('the body is not the gzip it is said to be', { cause })
  }
}

/** The items of a body, in the form that its Content-Type announces. They are unchecked: the type
 * says what the sender meant them to be. */
export function parseItems(body: Buffer, contentType: string | undefined): Envelope[] {
  const parse = parserOf(contentType)
  const items = parse(decodeText(body))
  if (items.length === 0) throw new UnreadableBodyError('the body has no items')
  // Whether it is true is what checkItem() is for, which also accounts for the items it is not.
  return items as Envelope[]
}

function parserOf(contentType: string | undefined): (text: string) => unknown[] {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase()
  if (mediaType === 'application/x-json-stream') return parseLines
  if (mediaType === 'application/json') return parseArray
  throw new UnreadableBodyError(`Content-Type ${contentType} is not understood`)
}

function decodeText(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch (cause) {
    throw new UnreadableBodyError('the body is not UTF-8', { cause })
  }
}

function parseLines(text: string): unknown[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const items = lines.map(parseJson)
  if (items.some(Array.isArray)) {
    throw new UnreadableBodyError('a line of an application/x-json-stream body holds an array')
  }
  return items
}

function parseArray(text: string): unknown[] {
  const items = parseJson(text)
  if (Array.isArray(items)) return items
  throw new UnreadableBodyError('the application/json body is not a JSON array')
}

// What is no JSON stays a text: one broken line fails the check of its item, not the others.
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
