import type { Span } from '../trace/span.js'

type HeaderValue = string | number | readonly string[] | undefined

/** Headers that the user wants to see on spans, in lower case. */
export interface CapturedHeaders {
  readonly request: readonly string[]
  readonly response: readonly string[]
}

/** Sets `http.request.header.<name>` and so on, as lists of texts, as OpenTelemetry has them. */
export function captureHeaders(
  span: Span,
  direction: keyof CapturedHeaders,
  names: readonly string[],
  read: (name: string) => HeaderValue
): void {
  for (const name of names) {
    const value = read(name)
    if (value === undefined) continue
    const list = Array.isArray(value) ? value.map(String) : [String(value)]
    span.setAttribute(`http.${direction}.header.${name}`, list)
  }
}
