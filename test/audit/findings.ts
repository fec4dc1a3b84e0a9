import type { Entry } from './audited-server.js'
import type { ReceivedSpan } from './lean-receiver.js'
import type { DriverRun } from './run-driver.js'
import { isTrueEnd, mayBeUnseen } from './true-ends.js'

/** What the audit counts; each must be 0. */
export const findingNames = [
  'header missing, double or malformed',
  'span missing',
  'span double',
  'span of no exchange',
  'wrong status or end',
  'wrong target, url or name',
  'wrong parent or trace',
  'wrong time or duration'
] as const

export type FindingName = (typeof findingNames)[number]
export type Findings = Readonly<Record<FindingName, readonly string[]>>

const traceparent = /^00-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-01$/
/** Both clocks are one; times are written to a tenth of a microsecond. */
const tolerance = 0.5

/** Holds all spans against the server's log, one to one. */
export class Comparison {
  readonly #found = Object.fromEntries(findingNames.map(name => [name, []])) as unknown as Record<
    FindingName,
    string[]
  >
  readonly #rest = new Map<string, ReceivedSpan>()
  readonly #parents = new Map<string, ReceivedSpan>()
  readonly #seenCalls = new Set<number>()
  readonly #run: DriverRun

  constructor(spans: readonly ReceivedSpan[], run: DriverRun) {
    this.#run = run
    for (const span of spans) {
      const known = span.type === 'InProc' ? this.#parents : this.#rest
      if (known.has(span.id)) this.#say('span double', `${span.id} ${span.name}`)
      known.set(span.id, span)
    }
  }

  compare(log: readonly Entry[], calls: number): Findings {
    for (const entry of log) this.#checkEntry(entry)
    for (const span of this.#rest.values()) this.#checkUnseen(span)
    for (let index = 0; index < calls; index++) {
      if (!this.#seenCalls.has(index)) this.#say('span missing', `call ${index} left no trace`)
    }
    return this.#found
  }

  #checkEntry(entry: Entry): void {
    this.#seenCalls.add(entry.index)
    const [header = ''] = entry.traceparents
    const [, traceId = '', id = ''] = traceparent.exec(header) ?? []
    if (entry.traceparents.length !== 1 || id === '') {
      return this.#say('header missing, double or malformed', `${entry.url}: ${entry.traceparents}`)
    }
    const span = this.#rest.get(id)
    if (!span) return this.#say('span missing', `${entry.url} ${id}`)
    this.#rest.delete(id)
    this.#checkPlace(span, entry)
    this.#checkParent(span, entry, traceId)
    if (!isTrueEnd(span, entry)) this.#say('wrong status or end', describe(span, entry))
    this.#checkTime(span, entry)
  }

  #checkPlace(span: ReceivedSpan, { method, url, origin }: Entry): void {
    const isTrue =
      span.type === 'Http' &&
      span.name === `${method} ${url}` &&
      span.data === origin + url &&
      span.target === new URL(origin).host
    if (!isTrue) this.#say('wrong target, url or name', `${span.name} ${span.target} ${span.data}`)
  }

  #checkParent(span: ReceivedSpan, { url, parentId, traceId }: Entry, sentTraceId: string): void {
    const isTrue =
      span.traceId === sentTraceId &&
      span.parentId === parentId &&
      (traceId === undefined || traceId === sentTraceId) &&
      (parentId === undefined || this.#parents.get(parentId)?.name.startsWith('task'))
    if (!isTrue)
      this.#say('wrong parent or trace', `${url}: ${span.parentId} instead of ${parentId}`)
  }

  /** From before the server had the request until after it wrote the last byte. */
  #checkTime(span: ReceivedSpan, entry: Entry): void {
    const begin = this.#toShared(span.startedAt)
    const end = begin + span.duration
    const { receivedAt, answeredAt = receivedAt, kind } = entry
    // A call that the program gives up may be over for it before the server hears of it.
    const least = kind === 'timeout' || kind === 'cancel' ? begin : answeredAt
    const { startedAt, endedAt } = this.#run
    const isTrue =
      begin >= startedAt - this.#tolerance &&
      begin <= receivedAt + this.#tolerance &&
      end >= least - this.#tolerance &&
      end <= endedAt + this.#tolerance
    const times = [begin, end, receivedAt, answeredAt].map(time => (time - startedAt).toFixed(2))
    if (!isTrue) this.#say('wrong time or duration', `${entry.url}: ${times}`)
  }

  /** Of the clock that the agent reads to the one that all processes share. */
  #toShared(wall: number): number {
    const { clock } = this.#run.report
    return wall - clock.wall - clock.now + clock.hr
  }

  /** The agent follows a wall clock that steps. */
  get #tolerance(): number {
    const drift = Math.abs(this.#run.report.clock.drift)
    return drift > 5 ? tolerance + 2 * drift : tolerance
  }

  #checkUnseen(span: ReceivedSpan): void {
    const index = Number(span.name.split('/')[1])
    const isFirst = !this.#seenCalls.has(index)
    this.#seenCalls.add(index)
    if (!isFirst || !mayBeUnseen(span))
      this.#say('span of no exchange', `${span.name} ${span.resultCode}`)
  }

  #say(name: FindingName, what: string): void {
    this.#found[name].push(what)
  }
}

function describe(
  { resultCode, success, properties }: ReceivedSpan,
  { url, status }: Entry
): string {
  return `${url}: ${resultCode} ${success} ${properties['error.type']} ${properties['outspan.cancelled']}, the server sent ${status}`
}
