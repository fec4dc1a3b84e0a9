import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { Answers } from './answers.js'
import { checkItem } from './envelope-check.js'
import type { IngestionLog } from './ingestion-log.js'
import { OpenSockets } from './open-sockets.js'
import type { Settings } from './options.js'
import { decideOutcome } from './outcome.js'
import { sendAnswer } from './send-answer.js'
import { type ReadRequest, readRequest } from './track-request.js'

/** Takes each request of a server from its first byte to its answer. */
export class TrackService {
  readonly #server: Server
  readonly #settings: Settings
  readonly #log: IngestionLog
  readonly #answers: Answers
  readonly #sockets: OpenSockets
  readonly #closing = new AbortController()

  constructor(server: Server, settings: Settings, log: IngestionLog, answers: Answers) {
    this.#server = server
    this.#settings = settings
    this.#log = log
    this.#answers = answers
    this.#sockets = new OpenSockets(server)
    server.on('request', (message, response) => this.#serve(message, response))
    server.on('clientError', (error, socket) => this.#refuse(error, socket))
  }

  /** Ends all connections, whatever they wait for. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return
    this.#closing.abort()
    this.#server.close()
    this.#sockets.destroyAll()
    await once(this.#server, 'close')
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const read = await readRequest(message, this.#settings.maxBodyBytes)
    const { answer, outcome } = this.#decide(read)
    if (answer.delay !== undefined) await this.#pause(answer.delay)
    if (response.destroyed || this.#closing.signal.aborted) return
    read.request.status = sendAnswer(response, outcome, answer, this.#sockets)
  }

  #decide({ request, faults, refusedWith }: ReadRequest) {
    const index = this.#log.addRequest(request, faults)
    const items = request.items.map(item => checkItem(item, this.#settings))
    this.#log.addReceived(index, items)
    const answer = refusedWith ? { status: refusedWith } : this.#answers.next(request, index)
    const outcome = decideOutcome(items, answer)
    if (request.path !== '/v2/validate') this.#log.addAccepted(outcome.accepted)
    this.#log.arrivals.announce()
    return { answer, outcome }
  }

  // close() ends it early.
  async #pause(milliseconds: number): Promise<void> {
    await wait(milliseconds, undefined, { signal: this.#closing.signal }).catch(() => {})
  }

  // A sender that goes away may reset its connection; all else is no HTTP.
  #refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
    if (error.code !== 'ECONNRESET') this.#log.addProtocolError(`no HTTP request: ${error.message}`)
    socket.destroy()
  }
}
