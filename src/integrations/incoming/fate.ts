import { createHiddenField } from '../../hooks/hidden-field.js'
import type { Activity } from '../../trace/execution-context.js'
import type { HttpServerSpan } from './http-server-span.js'

/** A request that was seen: its span; null: its calls are not traced; false: they are, without it. */
export type Fate = HttpServerSpan | null | false

/** On request and response alike. */
export const fateOf = createHiddenField<Fate>()

/** In what the program's code for a request is to run. */
export function activityOf(fate: Fate): Activity {
  return fate === false ? undefined : fate
}

/** The span of an incoming request, or of its response; undefined when it is not traced. */
export function serverSpanOf(message: object): HttpServerSpan | undefined {
  return fateOf.get(message) || undefined
}
