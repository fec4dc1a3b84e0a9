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
  readonly exitGracePeriod?: number
}

export interface Place {
  readonly connectionString: string
  readonly folder: string
  /** Before the program: `sh -c …`, and options of node. */
  readonly wrapper?: readonly string[]
  readonly nodeArgs?: readonly string[]
  readonly uid?: number
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

  /** Names of the spans that have certainly ended. */
  get names(): readonly string[] {
    return Array.from({ length: this.#told('ended') }, (_, i) => `${this.prefix}-${i}`)
  }

  /** Names of the spans whose export was over. */
  get settled(): readonly string[] {
    return this.names.slice(0, this.#told('settled'))
  }

  /** Waits until the first export is over, or all spans have ended. */
  async until(what: 'settled' | 'ready'): Promise<void> {
    const isThere = () => new RegExp(`^${what}`, 'm').test(this.#stdout)
    while (!isThere() && this.#isRunning) {
      await Promise.race([once(this.child.stdout ?? this.child, 'data'), this.end()])
    }
  }

  get #isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  #told(word: string): number {
    const lines = this.#stdout.match(new RegExp(`^${word} \\d+$`, 'gm'))
    return Number(lines?.at(-1)?.split(' ')[1] ?? 0)
  }

  /** Resolves with the exit code, or the signal. */
  async end(): Promise<number | NodeJS.Signals | null> {
    const { child } = this
    if (this.#isRunning) await once(child, 'close')
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
