import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { IngestionStandIn } from '../../tools/ingestion-stand-in/server.js'
import { repository } from '../process/repository.js'

/** What test/faults/fixtures/spans.cjs is told to do. */
export interface SpanPlan {
  readonly prefix: string
  readonly ticks: number
  readonly perTick?: number
  readonly pause?: number
  readonly end?: string
  readonly interval?: number
  readonly retryDelay?: number
  readonly storageMaxBytes?: number
  readonly enableLocalStorage?: boolean
}

export interface Place {
  readonly connectionString: string
  readonly folder: string
  /** Before the program: `sh -c …`, and options of node. */
  readonly wrapper?: readonly string[]
  readonly nodeArgs?: readonly string[]
  readonly uid?: number
}

/** One tick of the program: how many spans had ended, and when on its own clock. */
interface Tick {
  readonly count: number
  readonly at: number
}

/** A running program that ends spans. */
export class SpanProgram {
  readonly prefix: string
  readonly child: ChildProcess
  #stdout = ''
  stderr = ''

  constructor(plan: SpanPlan, { connectionString, folder, ...place }: Place) {
    const { wrapper = [], nodeArgs = [], uid } = place
    const file = join(repository, 'test', 'faults', 'fixtures', 'spans.cjs')
    const words = [...wrapper, process.execPath, ...nodeArgs, file, JSON.stringify(plan)]
    const [command = '', ...args] = words
    this.prefix = plan.prefix
    this.child = spawn(command, args, {
      env: {
        PATH: process.env['PATH'],
        APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString,
        OUTSPAN_STORAGE_DIRECTORY: folder
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(uid === undefined ? {} : { uid })
    })
    this.child.stdout?.on('data', chunk => (this.#stdout += chunk))
    this.child.stderr?.on('data', chunk => (this.stderr += chunk))
  }

  get ticks(): readonly Tick[] {
    const pairs = this.#stdout.split('\n').filter(line => /^\d+ [\d.]+$/.test(line))
    return pairs.map(pair => {
      const [count, at] = pair.split(' ').map(Number)
      return { count: count ?? 0, at: at ?? 0 }
    })
  }

  /** Names of the spans that have certainly ended. */
  get names(): readonly string[] {
    const count = this.ticks.at(-1)?.count ?? 0
    return Array.from({ length: count }, (_, i) => `${this.prefix}-${i}`)
  }

  /** Waits for the first tick, or for the line `ready`. */
  async until(what: 'begun' | 'ready'): Promise<void> {
    const isThere = () => (what === 'ready' ? /^ready$/m : /^\d/m).test(this.#stdout)
    while (!isThere() && this.child.exitCode === null) {
      await Promise.race([once(this.child.stdout ?? this.child, 'data'), this.end()])
    }
  }

  /** Resolves with the exit code, or the signal. */
  async end(): Promise<number | NodeJS.Signals | null> {
    const { child } = this
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
    return child.signalCode ?? child.exitCode
  }
}

/** Runs a program to its end; whatever it left is in the folder. */
export async function runSpans(plan: SpanPlan, place: Place): Promise<SpanProgram> {
  const program = new SpanProgram(plan, place)
  await program.end()
  return program
}

/** How often each span was accepted. */
export function countNames({ envelopes }: Pick<IngestionStandIn, 'envelopes'>) {
  const counts = new Map<string, number>()
  for (const { data } of envelopes) {
    const name = data.baseData.name ?? ''
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}
