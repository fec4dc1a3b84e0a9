import { type Dependency, readDependency } from '../process/dependency.js'
import { byCase } from './by-case.js'
import type { Case } from './case.js'
import type { Result, TracedPlay } from './playground.js'
import { type PossibleEnds, possibleEnds } from './possible-ends.js'
import type { SeenRequest } from './seen-request.js'

/** Something that a span says of a case that is not so, or a span that is not there. */
export interface Untruth {
  readonly caseId: number
  readonly problem: string
}

/** Holds the telemetry of a play against what server and program saw. */
export function findUntruths(cases: readonly Case[], play: TracedPlay): readonly Untruth[] {
  const spans = byCase(play.envelopes.map(readDependency), caseOf)
  const requests = byCase(play.seen, ({ caseId }) => caseId)
  const untruths = cases.flatMap((one, caseId) => {
    const result = play.results[caseId] ?? { events: [], facts: {}, lag: 0 }
    const check = new CaseCheck(one, result, requests.get(caseId) ?? [], spans.get(caseId) ?? [])
    return check.run().map(problem => ({ caseId, problem }))
  })
  const strays = spans.get(-1) ?? []
  const problems = [...play.faults, ...strays.map(span => `a span of no case: ${describe(span)}`)]
  return [...untruths, ...problems.map(problem => ({ caseId: -1, problem }))]
}

function caseOf({ data }: Dependency): number {
  return Number(/\/case\/(\d+)/.exec(data)?.[1] ?? -1)
}

const traceparent = /^00-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-01$/

class CaseCheck {
  readonly #one: Case
  readonly #result: Result
  readonly #seen: readonly SeenRequest[]
  readonly #rest: Set<Dependency>
  readonly #problems: string[] = []

  constructor(
    one: Case,
    result: Result,
    seen: readonly SeenRequest[],
    spans: readonly Dependency[]
  ) {
    this.#one = one
    this.#result = result
    this.#seen = seen
    this.#rest = new Set(spans)
  }

  run(): readonly string[] {
    for (const [index, seen] of this.#seen.entries()) {
      const span = this.#take(seen)
      if (!span) continue
      this.#checkFacts(span, seen)
      this.#checkEnd(span, seen, index === this.#seen.length - 1)
    }
    this.#checkUnseen([...this.#rest])
    return this.#problems
  }

  /** The span whose id, or whose trace, the server was told. */
  #take(seen: SeenRequest): Dependency | undefined {
    const own = ownTraceparent(this.#one)
    // undici's retries lose headers that are no plain object.
    const isLost = seen.attempt > 0 && !seen.traceparents.includes(own ?? '')
    const span =
      own === undefined || (isLost && isRetrying(this.#one))
        ? this.#findById(seen)
        : this.#findByTrace(seen, own)
    if (span) this.#rest.delete(span)
    return span
  }

  #findById({ traceparents }: SeenRequest): Dependency | undefined {
    const [, traceId, id] = traceparent.exec(traceparents[0] ?? '') ?? []
    if (traceparents.length !== 1 || id === undefined) {
      return this.#say(`the traceparents were ${JSON.stringify(traceparents)}`)
    }
    const span = [...this.#rest].find(candidate => candidate.id === id)
    if (!span) return this.#say(`no span has the id ${id}`)
    if (span.traceId !== traceId) this.#say(`the span is of another trace than ${traceId}`)
    return span
  }

  #findByTrace({ traceparents }: SeenRequest, own: string): Dependency | undefined {
    if (traceparents.length !== 1 || traceparents[0] !== own) {
      return this.#say(`of the program's ${own} was made ${JSON.stringify(traceparents)}`)
    }
    const [, traceId, parentId] = own.split('-')
    const isInTrace = (span: Dependency) => span.traceId === traceId && span.parentId === parentId
    const isAny = !/^00-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(own)
    const span = [...this.#rest].find(candidate => isAny || isInTrace(candidate))
    return span ?? this.#say(`no span has joined the trace of ${own}`)
  }

  #checkFacts(span: Dependency, { method, url: sent }: SeenRequest): void {
    // A fragment has no business on the wire, and none in a span (N01).
    const [url = ''] = sent.split('#')
    const known = /^(GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH)$/.test(method) ? method : '_OTHER'
    const isRedacted = url.includes('sig=')
    const origin = originOf(this.#one, span)
    if (!isRedacted && span.data !== origin + url)
      this.#say(`the data is ${span.data}, not ${origin}${url}`)
    if (isRedacted && span.data.includes('secret')) this.#say(`the data is ${span.data}`)
    const name = `${known} ${url.split('?')[0]}`
    if (span.name !== name) this.#say(`the name is ${span.name}, not ${name}`)
  }

  #checkEnd(span: Dependency, seen: SeenRequest, isLast: boolean): void {
    const code = Number(span.resultCode)
    const hasStatus = Number.isInteger(code) && code > 0
    if (hasStatus && code !== seen.status)
      this.#say(`status ${code}, the server sent ${seen.status}`)
    if (!isLast) return this.#checkEarlier(span, seen)
    const ends = possibleEnds(this.#one, this.#result, seen)
    const known = ends.status ?? this.#statusSeen(seen)
    if (known !== undefined && code !== known) {
      this.#say(`the program saw the status ${known}, the span has ${span.resultCode}`)
    }
    this.#checkAgainst(span, ends)
  }

  /** What fetch and undici tell their program of the last exchange. */
  #statusSeen({ status }: SeenRequest): number | undefined {
    return this.#result.facts['status'] === status ? status : undefined
  }

  /** A redirect, or an attempt that was repeated. */
  #checkEarlier(span: Dependency, { answeredAt, status }: SeenRequest): void {
    // fetch does not read a 421 before it tries again, and a retry may be for any reason.
    if (answeredAt === undefined || status === 421 || endOf(span) === 'complete') return
    if (isRetrying(this.#one)) return
    this.#say(`an exchange before the last ended as ${describe(span)}`)
  }

  #checkAgainst(span: Dependency, ends: PossibleEnds): void {
    const end = endOf(span)
    const isPossible = isGoodEnd(end)
      ? ends[end] || isLeftRedirect(span, ends)
      : hasFailed(end, ends)
    const { complete, cancelled, failed } = ends
    if (!isPossible) {
      const possible = JSON.stringify({ complete, cancelled, failed: [...failed] })
      this.#say(`ended as ${describe(span)}, possible is ${possible}`)
    }
    const isGood = isGoodEnd(end)
    const status = Number(span.resultCode) || 0
    if (span.success !== (isGood && status < 400))
      this.#say(`success is ${span.success} of ${describe(span)}`)
  }

  /** Calls that never came to the server. */
  #checkUnseen(rest: readonly Dependency[]): void {
    const { facts } = this.#result
    const ends = possibleEnds(this.#one, this.#result, undefined)
    const most = isRetrying(this.#one) ? 4 : 1
    for (const span of rest) {
      if (Number(span.resultCode) > 0) this.#say(`the server knows nothing of ${describe(span)}`)
      else this.#checkAgainst(span, ends)
    }
    if (!('agent' in this.#one)) {
      if (rest.length > most) this.#say(`${rest.length} spans too many`)
      return
    }
    const isLost = this.#seen.length === 0 && rest.length === 0 && facts['has begun'] === true
    // Without an agent there is nothing to be seen before the head is put together.
    if (isLost && !this.#one.agent.endsWith('connection')) this.#say('no span')
    const expected = facts['has begun'] === true ? 1 : 0
    if (this.#seen.length + rest.length > expected)
      this.#say(`${rest.length} spans too many: ${rest.map(describe)}`)
  }

  #say(problem: string): undefined {
    this.#problems.push(problem)
  }
}

function isRetrying(one: Case): boolean {
  return 'dispatcher' in one && one.dispatcher === 'retry'
}

function ownTraceparent({ headers, headersAs, ...one }: Case): string | undefined {
  if (headersAs === 'none') return undefined
  const isWithoutOptions = 'agent' in one && (one.form === 'string' || one.form === 'URL')
  const isLate = headersAs === 'set' || headersAs === 'append' || headersAs === 'Headers'
  if (isWithoutOptions && !isLate) return undefined
  return headers.find(([name]) => name.toLowerCase() === 'traceparent')?.[1]
}

function isGoodEnd(end: string): end is 'complete' | 'cancelled' {
  return end === 'complete' || end === 'cancelled'
}

function hasFailed(reason: string, { failed }: PossibleEnds): boolean {
  return failed.has(reason) || failed.has('any')
}

/** Whoever gives up in the body of a redirect has what the call was for. */
function isLeftRedirect({ resultCode = '' }: Dependency, { cancelled }: PossibleEnds): boolean {
  return cancelled && resultCode.startsWith('3')
}

/** `complete`, `cancelled`, or the reason of the failure. */
function endOf({ properties, resultCode }: Dependency): string {
  const reason = properties['error.type']
  if (reason !== undefined && reason !== resultCode) return reason
  if (reason !== undefined && !(Number(resultCode) >= 400)) return reason
  return properties['outspan.cancelled'] === 'true' ? 'cancelled' : 'complete'
}

function originOf({ secure }: Case, { data }: Dependency): string {
  return (
    new RegExp(
      `^${secure ? 'https' : 'http'}://(127\\.0\\.0\\.1|localhost|\\[::1\\])(:\\d+)?`
    ).exec(data)?.[0] ?? 'no origin'
  )
}

function describe({ name, resultCode, success, properties }: Dependency): string {
  const { 'error.type': reason, 'outspan.cancelled': cancelled } = properties
  const incomplete = properties['outspan.incomplete']
  return JSON.stringify({ name, resultCode, success, reason, cancelled, incomplete })
}
