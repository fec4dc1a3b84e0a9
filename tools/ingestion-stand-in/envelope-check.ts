import type { CheckedItem, Envelope } from './envelope.js'
import { schemaProblems } from './schema-check.js'

const maxItemBytes = 64 * 1024
const maxPropertyBytes = 8192
const maxAge = 48 * 60 * 60 * 1000
const maxLead = 2 * 60 * 60 * 1000

/** What a stand-in demands of an envelope beyond its form. */
export interface EnvelopeRules {
  readonly instrumentationKey: string
  readonly strictTime: boolean
}

/** Checks one item against the schema, then against the rules that a schema cannot express. */
export function checkItem(envelope: Envelope, rules: EnvelopeRules): CheckedItem {
  const problems = schemaProblems(envelope)
  if (problems.length > 0) return { envelope, problems }
  return { envelope, problems: [...ruleProblems(envelope, rules)] }
}

function* ruleProblems(envelope: Envelope, rules: EnvelopeRules): Iterable<string> {
  yield* keyProblems(envelope, rules)
  yield* timeProblems(envelope, rules)
  yield* sizeProblems(envelope)
  yield* propertyProblems(envelope)
  yield* textProblems(envelope)
}

// The service does not tell upper from lower case in a key.
function* keyProblems({ iKey }: Envelope, { instrumentationKey }: EnvelopeRules) {
  if (iKey.toLowerCase() !== instrumentationKey.toLowerCase()) yield 'Invalid instrumentation key'
}

function* timeProblems({ time }: Envelope, { strictTime }: EnvelopeRules) {
  if (!isDate(time)) yield `Field 'time' is no day of the calendar: ${time}`
  if (!strictTime) return
  const age = Date.now() - Date.parse(time)
  if (age > maxAge) yield `103: Field 'time' is more than ${maxAge} ms in the past: ${time}`
  if (-age > maxLead) yield `103: Field 'time' is more than ${maxLead} ms in the future: ${time}`
}

// JavaScript reads 31 February as 3 March.
function isDate(time: string): boolean {
  const [day = ''] = time.split('T', 1)
  return new Date(time).toISOString().startsWith(day)
}

function* sizeProblems(envelope: Envelope) {
  const bytes = Buffer.byteLength(JSON.stringify(envelope))
  if (bytes > maxItemBytes) yield `The item has ${bytes} bytes, ${maxItemBytes} are allowed`
}

// The schema counts characters; some of the vendor's own exporters cut at as many bytes.
function* propertyProblems({ data }: Envelope) {
  for (const [name, value] of Object.entries(data.baseData.properties ?? {})) {
    const bytes = Buffer.byteLength(value)
    if (bytes > maxPropertyBytes) {
      yield `Property '${name}' has ${bytes} bytes, ${maxPropertyBytes} are allowed`
    }
  }
}

// JSON can escape half a surrogate pair, which no UTF-8 text can hold.
function* textProblems(envelope: Envelope) {
  for (const text of textsIn(envelope)) {
    if (/\p{Surrogate}/u.test(text)) yield `Half a surrogate pair in ${JSON.stringify(text)}`
  }
}

function* textsIn(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield value
  if (typeof value !== 'object' || value === null) return
  for (const [key, member] of Object.entries(value)) {
    yield key
    yield* textsIn(member)
  }
}
