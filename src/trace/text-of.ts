import { readError } from './read-error.js'

/**
 * Programs without types pass what they have: an error for its message, a number for a name. Empty
 * when it has no text.
 */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  const message = readError(value, 'message')
  try {
    return typeof message === 'string' ? message : String(value)
  } catch {
    return ''
  }
}
