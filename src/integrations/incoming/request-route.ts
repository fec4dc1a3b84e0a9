import { guarded } from '../../hooks/guard.js'
import type { Restore } from '../../hooks/restore.js'
import type { AnyRequest } from './server-messages.js'

/** What a framework knows of the route that a request has taken; undefined: it was not asked. */
export type RouteReader = (request: AnyRequest) => string | undefined

const readers = new Set<RouteReader>()

/** For routes that are only known, or only worth a look, when the response has gone out. */
export function addRouteReader(reader: RouteReader): Restore {
  const safe = guarded('route', reader)
  readers.add(safe)
  return () => void readers.delete(safe)
}

export function readRoute(request: AnyRequest): string | undefined {
  for (const reader of readers) {
    const route = reader(request)
    if (route !== undefined) return route
  }
  return undefined
}

/** `/users` and `/:id` as `/users/:id`; a slash at the end of either means nothing. */
export function joinPatterns(prefix: string, pattern: unknown): string {
  const text = describePattern(pattern)
  if (text === '') return prefix
  return text.startsWith('/') ? prefix + text : `${prefix}/${text}`
}

/** Several patterns of one route stand side by side; a regular expression is its own text. */
function describePattern(pattern: unknown): string {
  if (pattern === undefined) return ''
  if (Array.isArray(pattern)) return pattern.flat(Infinity).map(describePattern).join('|')
  const text = String(pattern)
  return typeof pattern === 'string' && text.endsWith('/') ? text.slice(0, -1) : text
}
