import { type IngestionStandIn, startIngestionStandIn } from '../tools/ingestion-stand-in/server.js'
import { type Conclusion, type Destination, findFaults, type RunRecord } from './destination.js'
import { findMissing, libraryOf } from './expected-spans.js'
import type { Paint } from './paint.js'
import { secret } from './services.js'
import { formatTable, type TableLine } from './table.js'
import { type ArrivedSpan, buildTree, readSpan, type TreeRow } from './trace-tree.js'

const patience = 5_000
const heading =
  'This arrived. What a service does for a request is below the request, in whatever process.'

/** A server in this process that takes telemetry as Application Insights does, and checks it. */
export class StandInDestination implements Destination {
  readonly #standIn: IngestionStandIn
  readonly #paint: Paint

  private constructor(standIn: IngestionStandIn, paint: Paint) {
    this.#standIn = standIn
    this.#paint = paint
  }

  static async start(paint: Paint): Promise<StandInDestination> {
    return new StandInDestination(await startIngestionStandIn(), paint)
  }

  get connectionString(): string {
    return this.#standIn.connectionString
  }

  get description(): string {
    return `${this.#standIn.endpoint}, a stand-in for Application Insights in this process.`
  }

  async settle(): Promise<void> {
    const isComplete = () => findMissing(this.#spans()).length === 0
    // What has not come by then is told as missing.
    await this.#standIn.waitForEnvelopes(isComplete, patience).catch(() => undefined)
  }

  conclude(record: RunRecord): Conclusion {
    const rows = buildTree(this.#spans())
    const problems = [...findFaults(record), ...this.#findProblems(record)]
    // It says that all is well.
    const summary = problems.length === 0 ? ['', ...this.#summary(record)] : []
    return {
      lines: [heading, '', ...describeTree(rows, this.#errors(), this.#paint), ...summary],
      problems
    }
  }

  close(): Promise<void> {
    return this.#standIn.close()
  }

  #spans(): readonly ArrivedSpan[] {
    return this.#standIn.received.map(readSpan).filter(span => span !== undefined)
  }

  /** What an exception says, by the id of the request that it happened in. */
  #errors(): ReadonlyMap<string | undefined, string> {
    const exceptions = this.#standIn.received.filter(({ data }) => data.baseData.exceptions)
    return new Map(
      exceptions.map(({ tags, data }) => {
        const [{ typeName, message } = {}] = data.baseData.exceptions ?? []
        return [tags?.['ai.operation.parentId'], `${typeName}: ${message}`]
      })
    )
  }

  #summary(record: RunRecord): readonly string[] {
    const { received, requests } = this.#standIn
    const [call] = record.blacklistedCalls
    return [
      `${received.length} envelopes arrived in ${requests.length} requests, all of them valid by the schema of the service.`,
      `Not traced: ${call?.name}, as OUTSPAN_BLACKLIST_HOSTNAMES=${record.blacklistedHost}. It carried no`,
      `traceparent header either; the ${record.servedCalls.length} calls that reached stock and prices did.`,
      "For the same in your own resource: APPLICATIONINSIGHTS_CONNECTION_STRING='…' npm run demo"
    ]
  }

  *#findProblems({ servedCalls, blacklistedHost }: RunRecord): Iterable<string> {
    const { violations, protocolErrors, received } = this.#standIn
    const spans = this.#spans()
    for (const { role, name, result } of findMissing(spans)) {
      yield `missing, or not as expected: ${name} ${result} of ${role}`
    }
    for (const { envelope, problems } of violations) {
      yield `invalid: ${JSON.stringify(envelope)}: ${problems.join('; ')}`
    }
    yield* protocolErrors
    for (const { name, service, caller } of servedCalls) {
      const isTraced = spans.some(
        ({ id, traceId }) => id === caller?.spanId && traceId === caller.traceId
      )
      if (caller && !isTraced) yield `no span has the ids that ${name} carried to ${service}`
    }
    const texts = JSON.stringify(received)
    if (texts.includes(secret)) yield 'the signature in a URL was sent'
    if (texts.includes(blacklistedHost)) yield 'the blacklisted call was traced'
  }
}

const headings = ['', 'name', 'through', 'result', 'duration', 'type', 'target', 'role']
const rightAligned: ReadonlySet<number> = new Set([headings.indexOf('duration')])

function describeTree(
  rows: readonly TreeRow[],
  errors: ReadonlyMap<string | undefined, string>,
  paint: Paint
): readonly string[] {
  const lines = rows.map(row => describeRow(row, errors.get(row.span.id), paint))
  return formatTable([{ cells: headings, paint: paint.dim }, ...lines], rightAligned)
}

function describeRow(
  { span, branch }: TreeRow,
  error: string | undefined,
  paint: Paint
): TableLine {
  const cells = [
    span.isSuccess ? '✓' : '✗',
    branch + span.name,
    libraryOf(span),
    span.result,
    `${span.duration.toFixed(1)} ms`,
    span.type,
    span.target,
    span.role
  ]
  const line = { cells, paint: span.isSuccess ? String : paint.red }
  if (error !== undefined) return { ...line, note: paint.dim(`   its exception: ${error}`) }
  const isSigned = span.type === 'Http' && span.url.includes('?')
  return isSigned ? { ...line, note: paint.dim(`   its URL: ${span.url}`) } : line
}
