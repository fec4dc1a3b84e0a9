import { parseConnectionString } from '../src/export/azure/connection-string.js'
import { ConfigurationError } from '../src/index.js'
import { type Conclusion, type Destination, findFaults, type RunRecord } from './destination.js'
import type { ServedCall } from './services.js'

const variable = 'APPLICATIONINSIGHTS_CONNECTION_STRING'

/** A resource of the user's. What arrives there cannot be seen from here. */
export class ResourceDestination implements Destination {
  readonly connectionString: string
  readonly #endpoint: string

  /** @throws ConfigurationError when the connection string is invalid */
  constructor(connectionString: string) {
    this.connectionString = connectionString
    this.#endpoint = findEndpoint(connectionString)
  }

  get description(): string {
    return `${this.#endpoint}, from ${variable}.`
  }

  async settle(): Promise<void> {}

  conclude(record: RunRecord): Conclusion {
    const problems = [...findFaults(record)]
    return { lines: problems.length === 0 ? describeRun(record) : [], problems }
  }

  async close(): Promise<void> {}
}

function findEndpoint(connectionString: string): string {
  try {
    return parseConnectionString(connectionString).endpoint
  } catch (error) {
    throw error instanceof ConfigurationError ? error.from(variable) : error
  }
}

function describeRun({ stats, servedCalls }: RunRecord): readonly string[] {
  return [
    `It has accepted the ${stats.accepted} spans of checkout, which asks for that number.`,
    'In a few minutes the portal finds the traces by their operation ids (Transaction search):',
    '',
    ...describeOperations(servedCalls),
    '',
    'Or all of them, in Logs:',
    '  union requests, dependencies, exceptions | where timestamp > ago(1h)'
  ]
}

/** The services know the ids, as the calls carried them. */
function describeOperations(calls: readonly ServedCall[]): readonly string[] {
  const namesOf = new Map<string, readonly string[]>()
  for (const { name, caller } of calls) {
    if (caller) namesOf.set(caller.traceId, [...(namesOf.get(caller.traceId) ?? []), name])
  }
  return [...namesOf].map(([traceId, names]) => `  ${traceId}  ${names.join(', ')}`)
}
