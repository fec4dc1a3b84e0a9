import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Envelope } from '../../tools/ingestion-stand-in/server.js'
import { startIngestionStandIn } from '../../tools/ingestion-stand-in/server.js'
import { sendingTo, withAgent } from '../process/preload.js'
import { repository } from '../process/repository.js'
import { type Outcome, type Program, runProgram } from '../process/run-program.js'
import { localhostCertificate } from '../tools/localhost-certificate.js'
import { AnsweringServer } from './answering-server.js'
import type { Case } from './case.js'
import type { SeenRequest } from './seen-request.js'

/** Cases that one process plays. */
export interface Round {
  readonly cases: readonly Case[]
  /** How many at a time. */
  readonly lanes: number
  /** Whether the lanes share their agents. */
  readonly shared: boolean
}

/** What a program noted of a case: `[who, what, ...details]`, and facts without an order. */
export interface Result {
  readonly events: readonly (readonly unknown[])[]
  readonly facts: Readonly<Record<string, unknown>>
  /** Milliseconds for which the process stood still during the case. */
  readonly lag: number
}

/** A round as it went once. */
export interface Play {
  readonly results: readonly Result[]
  /** Uncaught exceptions and unhandled rejections, of whatever case. */
  readonly stray: readonly unknown[]
  readonly seen: readonly SeenRequest[]
  readonly outcome: Outcome
}

export interface TracedPlay extends Play {
  readonly envelopes: readonly Envelope[]
  /** What the ingestion refused. */
  readonly faults: readonly string[]
}

/** The servers, and the processes that play against them. */
export class Playground {
  readonly #server: AnsweringServer
  readonly #folder: string

  private constructor(server: AnsweringServer, folder: string) {
    this.#server = server
    this.#folder = folder
  }

  static async open(): Promise<Playground> {
    const folder = await mkdtemp(join(tmpdir(), 'outspan-random-'))
    await writeFile(join(folder, 'certificate.pem'), localhostCertificate.cert)
    return new Playground(await AnsweringServer.start(), folder)
  }

  async close(): Promise<void> {
    await this.#server.close()
    await rm(this.#folder, { recursive: true, force: true })
  }

  async playBare(round: Round): Promise<Play> {
    return this.#play(round, await this.#createProgram(round))
  }

  async playTraced(round: Round): Promise<TracedPlay> {
    const standIn = await startIngestionStandIn()
    const settings = {
      ...sendingTo(standIn),
      OUTSPAN_MAX_QUEUE_SIZE: '100000',
      OUTSPAN_EXPORT_INTERVAL: '200'
    }
    const program = await this.#createProgram(round)
    const play = await this.#play(round, withAgent(program, settings))
    const { envelopes, protocolErrors, violations } = standIn
    await standIn.close()
    const faults = [...protocolErrors, ...violations.flatMap(({ problems }) => problems)]
    return { ...play, envelopes, faults }
  }

  async #createProgram({ cases, lanes, shared }: Round): Promise<Program> {
    const file = join(this.#folder, 'round.json')
    const servers = this.#server.addresses
    await writeFile(file, JSON.stringify({ cases, lanes, shared, servers }))
    return {
      file: join(repository, 'test', 'random', 'fixtures', 'play.cjs'),
      args: [file],
      env: { NODE_EXTRA_CA_CERTS: join(this.#folder, 'certificate.pem') }
    }
  }

  async #play({ cases }: Round, program: Program): Promise<Play> {
    this.#server.expect(cases)
    const outcome = await runProgram(program)
    const { results, stray } = parse(outcome)
    return { results, stray, seen: await this.#server.takeSeen(), outcome }
  }
}

function parse(outcome: Outcome): Pick<Play, 'results' | 'stray'> {
  try {
    return JSON.parse(outcome.stdout)
  } catch (cause) {
    const { stdout, stderr, code, signal } = outcome
    const end = `the program ended with ${signal ?? code} and said ${stdout.slice(-500)}`
    throw new Error(`${end}\n${stderr}`, { cause })
  }
}

/** Cases in the numbers of their places. */
export function numberCases(cases: readonly Case[]): readonly Case[] {
  return cases.map((one, id) => ({ ...one, id }))
}
