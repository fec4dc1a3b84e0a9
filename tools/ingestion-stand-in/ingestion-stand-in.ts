import type { Server } from 'node:http'
import { type AnswerScript, Answers } from './answers.js'
import { describeLog } from './describe-log.js'
import type { Envelope } from './envelope.js'
import { IngestionLog, type Violation } from './ingestion-log.js'
import type { Settings } from './options.js'
import type { TrackRequest } from './track-request.js'
import { TrackService } from './track-service.js'

/** A running stand-in. Its lists grow as telemetry arrives. */
export class IngestionStandIn {
  readonly endpoint: string
  readonly connectionString: string
  readonly #log: IngestionLog
  readonly #answers = new Answers()
  readonly #service: TrackService

  /** `server` listens already, at `endpoint`. */
  constructor(server: Server, endpoint: string, settings: Settings) {
    const { instrumentationKey, reporter } = settings
    this.endpoint = endpoint
    this.connectionString = `InstrumentationKey=${instrumentationKey};IngestionEndpoint=${endpoint}`
    this.#log = new IngestionLog(reporter)
    this.#service = new TrackService(server, settings, this.#log, this.#answers)
  }

  /** What was accepted, in order of arrival. */
  get envelopes(): readonly Envelope[] {
    return this.#log.envelopes
  }

  /** What arrived, accepted or not. */
  get received(): readonly Envelope[] {
    return this.#log.received
  }

  get requests(): readonly TrackRequest[] {
    return this.#log.requests
  }

  /** The envelopes that were not as they should be, whatever was answered to them. */
  get violations(): readonly Violation[] {
    return this.#log.violations
  }

  /** What was wrong with requests as a whole. */
  get protocolErrors(): readonly string[] {
    return this.#log.protocolErrors
  }

  /** What every request is answered from now on; `{}` is the honest answer. A request that cannot
   * be read is refused without asking the script. */
  answer(script: AnswerScript): void {
    this.#answers.setLasting(script)
  }

  /** What the next requests are answered, one each, before answer() applies again. */
  answerOnce(...scripts: readonly AnswerScript[]): void {
    this.#answers.addOnce(scripts)
  }

  /** Resolves with all accepted envelopes once there are that many, or the predicate holds. */
  async waitForEnvelopes(
    wanted: number | ((envelopes: readonly Envelope[]) => boolean),
    timeoutMs = 10_000
  ): Promise<readonly Envelope[]> {
    const { envelopes } = this
    if (typeof wanted === 'function') {
      await this.#until(() => wanted(envelopes), timeoutMs, 'the expected envelopes')
    } else {
      await this.#until(() => envelopes.length >= wanted, timeoutMs, `${wanted} envelopes`)
    }
    return [...envelopes]
  }

  /** Resolves with all requests once there are that many, refused ones included. */
  async waitForRequests(count: number, timeoutMs = 10_000): Promise<readonly TrackRequest[]> {
    await this.#until(() => this.requests.length >= count, timeoutMs, `${count} requests`)
    return [...this.requests]
  }

  /** Ends all connections, and all waiting for something to arrive. */
  async close(): Promise<void> {
    this.#log.arrivals.close()
    await this.#service.close()
  }

  async #until(isMet: () => boolean, timeoutMs: number, wanted: string): Promise<void> {
    if (await this.#log.arrivals.until(isMet, timeoutMs)) return
    throw new Error(
      `Waited ${timeoutMs} ms for ${wanted}. What arrived:\n  ${describeLog(this.#log)}`
    )
  }
}
