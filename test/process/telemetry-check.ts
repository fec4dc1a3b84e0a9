import assert from 'node:assert/strict'
import type { Envelope, IngestionStandIn } from '../../tools/ingestion-stand-in/server.js'
import { type Dependency, readDependency } from './dependency.js'
import type { Exchange } from './exchange.js'

/** The fields and properties that a test expects; those left out may be anything. */
export type Expected = Partial<Omit<Dependency, 'id' | 'traceId' | 'duration'>>

export interface TelemetryRules {
  /** Calls that never reached a server: refused, for example. */
  readonly unanswered?: readonly Expected[]
  /** What is other than usual for an exchange. */
  readonly except?: (exchange: Exchange) => Expected | undefined
  /** Exchanges that get neither span nor header. */
  readonly isUntraced?: (exchange: Exchange) => boolean
  /** Longest time that a call can have taken, in milliseconds. */
  readonly lifetime: number
}

const traceparent = /^00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-01$/
/** Clocks of two processes, read one after the other. */
const tolerance = 2

/** For every exchange one header and one dependency, both true, and nothing else. */
export function assertTelemetry(
  standIn: IngestionStandIn,
  exchanges: readonly Exchange[],
  rules: TelemetryRules
): readonly Dependency[] {
  assertNoFaults(standIn)
  const dependencies = envelopesOf(standIn, 'RemoteDependencyData').map(readDependency)
  const served = new Set(envelopesOf(standIn, 'RequestData').map(readDependency).map(spanKey))
  const { isUntraced = () => false, unanswered = [], except, lifetime } = rules
  const traced = exchanges.filter(exchange => !isUntraced(exchange))
  for (const exchange of exchanges.filter(isUntraced)) {
    assert.deepEqual(exchange.all('traceparent'), [], `${describe(exchange)} has no traceparent`)
  }
  const rest = new Map(dependencies.map(dependency => [dependency.id, dependency]))
  assert.equal(rest.size, dependencies.length, 'no id stands twice')
  for (const exchange of traced) {
    const dependency = takeDependency(rest, exchange)
    // A call made while the program serves is a child of what it serves.
    const isServing = served.has(spanKey({ ...dependency, id: dependency.parentId ?? '' }))
    const { parentId } = isServing ? dependency : { parentId: undefined }
    const expected = { ...usual(exchange), parentId, ...except?.(exchange) }
    assertTrue(dependency, expected, describe(exchange))
    assertDuration(dependency, exchange, lifetime)
  }
  assertUnanswered([...rest.values()], unanswered)
  return dependencies
}

function envelopesOf({ envelopes }: IngestionStandIn, type: string): readonly Envelope[] {
  return envelopes.filter(({ data }) => data.baseType === type)
}

function spanKey({ traceId, id }: Dependency): string {
  return `${traceId} ${id}`
}

export function assertNoFaults({ violations, protocolErrors }: IngestionStandIn): void {
  assert.deepEqual(violations, [])
  assert.deepEqual(protocolErrors, [])
}

function takeDependency(rest: Map<string, Dependency>, exchange: Exchange): Dependency {
  const headers = exchange.all('traceparent')
  assert.equal(headers.length, 1, `${describe(exchange)} has one traceparent`)
  assert.match(headers[0] ?? '', traceparent)
  const [, traceId, spanId = ''] = headers[0]?.split('-') ?? []
  const dependency = rest.get(spanId)
  const others = [...rest.values()].map(({ name, id }) => `${name} ${id}`).join(', ')
  assert.ok(dependency, `no dependency for ${describe(exchange)} (${headers}); left are ${others}`)
  assert.equal(dependency.traceId, traceId)
  rest.delete(spanId)
  return dependency
}

/** What an ordinary exchange must look like. */
function usual({ method, url, origin, status }: Exchange): Expected {
  return {
    type: 'Http',
    name: `${method} ${url.split('?')[0]}`,
    target: new URL(origin).host,
    data: `${origin}${url}`,
    resultCode: String(status),
    success: status !== undefined && status < 400
  }
}

function assertTrue(dependency: Dependency, expected: Expected, what: string): void {
  for (const [field, value] of Object.entries(expected)) {
    const actual = dependency[field as keyof Expected]
    if (field !== 'properties') assert.equal(actual, value, `${field} of ${what}`)
    else assert.deepEqual(actual, { ...dependency.properties, ...expected.properties }, what)
  }
}

function assertDuration(dependency: Dependency, exchange: Exchange, lifetime: number): void {
  const { duration, resultCode } = dependency
  const { receivedAt, answeredAt, status } = exchange
  // What ended without a status did not wait for the server to answer.
  if (answeredAt !== undefined && resultCode === String(status)) {
    const least = answeredAt - receivedAt - tolerance
    assert.ok(duration >= least, `${describe(exchange)} took ${least} ms, not ${duration}`)
  }
  assert.ok(duration <= lifetime, `${describe(exchange)} took ${duration} of ${lifetime} ms`)
}

/** For each of the expected one that is as expected, and none left over. */
function assertUnanswered(rest: readonly Dependency[], unanswered: readonly Expected[]): void {
  const left = new Set(rest)
  const missing: Expected[] = []
  for (const expected of unanswered) {
    const found = [...left].find(dependency => isAs(dependency, expected))
    if (found) left.delete(found)
    else missing.push(expected)
  }
  assert.deepEqual({ others: [...left], missing }, { others: [], missing: [] })
}

function isAs(dependency: Dependency, { properties, ...fields }: Expected): boolean {
  const isSame = ([field, value]: [string, unknown]) =>
    dependency[field as keyof Dependency] === value
  const hasProperty = ([name, value]: [string, string]) => dependency.properties[name] === value
  const hasProperties = Object.entries(properties ?? {}).every(hasProperty)
  return Object.entries(fields).every(isSame) && hasProperties
}

function describe({ method, origin, url }: Exchange): string {
  return `${method} ${origin}${url}`
}
