import type { BlacklistedCall } from './search-service.js'
import type { ServedCall } from './services.js'

/** Spans, counted by a tracer. */
interface TracerStats {
  readonly recorded: number
  /** By the endpoint. */
  readonly accepted: number
}

/** What is known of a run once all programs have ended, apart from the telemetry. */
export interface RunRecord {
  /** Calls that reached a service, except the blacklisted one. */
  readonly servedCalls: readonly ServedCall[]
  readonly blacklistedHost: string
  readonly blacklistedCalls: readonly BlacklistedCall[]
  /** Whether outspan has said anything on stderr. */
  readonly hasComplaints: boolean
  /** What the tracer of the checkout program has counted. */
  readonly stats: TracerStats
}

/** What to print, and what was not as it should be. */
export interface Conclusion {
  readonly lines: readonly string[]
  readonly problems: readonly string[]
}

/** Where the telemetry of a run goes. */
export interface Destination {
  readonly connectionString: string
  /** Ends the sentence `They send to …`. */
  readonly description: string
  /** Resolves when what the services have sent by now has come, or waiting is of no use. */
  settle(): Promise<void>
  /** To be asked when all programs have ended. */
  conclude(record: RunRecord): Conclusion
  close(): Promise<void>
}

/** What is wrong with a run wherever its telemetry has gone. */
export function* findFaults(record: RunRecord): Iterable<string> {
  if (record.hasComplaints) yield 'outspan had something to say on stderr, see above'
  const { recorded, accepted } = record.stats
  if (accepted < recorded) yield `of ${recorded} spans of checkout, ${accepted} were accepted`
  for (const { name, service, caller } of record.servedCalls) {
    if (!caller) yield `${name} reached ${service} without a valid traceparent`
  }
  if (record.blacklistedCalls.length !== 1) {
    yield `${record.blacklistedCalls.length} calls reached the blacklisted host, 1 was expected`
  }
  for (const { name, headers } of record.blacklistedCalls) {
    if (headers.includes('traceparent')) yield `the blacklisted ${name} carried a traceparent`
  }
}
