import type { Attributes } from '../trace/span.js'

// RFC 9110 and PATCH; anything else is `_OTHER`, so that names stay few (N08).
const knownMethods: ReadonlySet<string> = new Set(
  'GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH QUERY'.split(' ')
)

/** @returns one of the known methods, or `_OTHER` */
export function knownMethod(method: string): string {
  return knownMethods.has(method) ? method : '_OTHER'
}

export function describeMethod(method: string): Record<string, Attributes[string]> {
  const known = knownMethod(method)
  return {
    'http.request.method': known,
    'http.request.method_original': known === method ? undefined : method
  }
}
