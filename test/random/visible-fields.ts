import type { Result } from './playground.js'
import type { SeenRequest } from './seen-request.js'

/** All that can be seen of one case, by either end, in parts that are compared one by one. */
export type Fields = ReadonlyMap<string, string>

const traceHeaders = ['traceparent', 'tracestate']

export function fieldsOf(result: Result, seen: readonly SeenRequest[]): Fields {
  const fields = new Map<string, string>()
  const { events, facts } = result
  fields.set('order of all events', JSON.stringify(events.map(([who, what]) => [who, what])))
  for (const who of new Set(events.map(([who]) => String(who)))) {
    fields.set(`events of ${who}`, JSON.stringify(events.filter(([by]) => by === who)))
  }
  fields.set('who has events', JSON.stringify([...new Set(events.map(([who]) => who))].sort()))
  for (const [name, value] of Object.entries(facts)) fields.set(name, JSON.stringify(value))
  fields.set('names of facts', JSON.stringify(Object.keys(facts).sort()))
  fields.set('requests', JSON.stringify(seen.map(({ method, url }) => [method, url])))
  fields.set('request headers', JSON.stringify(seen.map(headersOf)))
  fields.set('request bodies', JSON.stringify(seen.map(({ body }) => body ?? 'not whole')))
  fields.set('answers', JSON.stringify(seen.map(endOf)))
  return fields
}

function headersOf({ headers }: SeenRequest): readonly (readonly [string, string])[] {
  return headers.filter(([name]) => !traceHeaders.includes(name.toLowerCase()))
}

function endOf({ status, answeredAt }: SeenRequest): string {
  return `${status ?? 'no head'}, ${answeredAt === undefined ? 'not ended' : 'ended'}`
}
