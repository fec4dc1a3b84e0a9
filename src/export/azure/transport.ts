import type { Socket } from 'node:net'
import type { buildConnector as BuildConnector, Client, Dispatcher, Pool } from 'undici'
import { monotonicNow } from '../../trace/clock.js'
import { runDetached, suppressTracing } from '../../trace/execution-context.js'
import { loadUndiciInPieces } from './load-in-pieces.js'
import { hideFromOpenTelemetry } from './opentelemetry.js'

/** What came of one POST: an answer of whatever status, or none. */
export type PostOutcome =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly retryAfter: string | undefined
      readonly body: string
    }
  | { readonly kind: 'failure'; readonly error: unknown }

const defaultTimeout = 10_000
// Longer than the interval of exports: undici's own 4 s would mean a new connection for each.
const keepAliveTimeout = 60_000
const maxBodyLength = 1024 * 1024
const headers = {
  'content-type': 'application/x-json-stream',
  'content-encoding': 'gzip',
  accept: 'application/json'
}

/** Posts bodies to `/v2.1/track` of one endpoint, over a pool of kept-alive connections. */
export class Transport {
  readonly #origin: string
  readonly #path: string
  readonly #timeout: number
  #pool: Pool | undefined = undefined

  /**
   * @param endpoint absolute; it may have a path
   * @param timeout milliseconds for each step: to connect, to be answered, to read the answer
   */
  constructor(endpoint: string, timeout: number = defaultTimeout) {
    const { origin, pathname } = new URL(endpoint)
    this.#origin = origin
    this.#timeout = timeout
    this.#path = `${pathname.replace(/\/+$/, '')}/v2.1/track`
  }

  get url(): string {
    return this.#origin + this.#path
  }

  /** @param body newline-delimited JSON, compressed with gzip. Never rejects. */
  async post(body: Buffer): Promise<PostOutcome> {
    try {
      await loadUndiciInPieces()
      return await this.#dispatch(body)
    } catch (error) {
      return { kind: 'failure', error }
    }
  }

  #dispatch(body: Buffer): Promise<PostOutcome> {
    this.#pool ??= createPool(this.#origin, this.#timeout)
    const pool = this.#pool
    const options = {
      method: 'POST',
      origin: this.#origin,
      path: this.#path,
      headers,
      body
    } as const
    return new Promise(resolve => {
      // A connection lives on, and must not keep a context of the program alive.
      runDetached(() => pool.dispatch(options, new AnswerReader(resolve, this.#timeout)))
    })
  }
}

/** Collects one answer; more than 1 MiB of it is nothing that the service would send. */
class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #resolve: (outcome: PostOutcome) => void
  readonly #timeout: number
  readonly #chunks: Buffer[] = []
  #length = 0
  #deadline = Number.POSITIVE_INFINITY
  #status = 0
  #retryAfter: string | undefined = undefined

  constructor(resolve: (outcome: PostOutcome) => void, timeout: number) {
    this.#resolve = resolve
    this.#timeout = timeout
  }

  onRequestStart(): void {}

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    head: Record<string, string | string[] | undefined>
  ): void {
    // 1xx only announces the answer.
    if (status < 200) return
    this.#status = status
    this.#deadline = monotonicNow() + this.#timeout
    const retryAfter = head['retry-after']
    this.#retryAfter = Array.isArray(retryAfter) ? retryAfter[0] : retryAfter
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#length += chunk.length
    // undici's own time-out begins anew with each chunk.
    const isTooLong = this.#length > maxBodyLength || monotonicNow() > this.#deadline
    if (isTooLong) controller.abort(new Error('the answer is too long'))
    else this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    const body = Buffer.concat(this.#chunks).toString()
    this.#resolve({ kind: 'answer', status: this.#status, retryAfter: this.#retryAfter, body })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    // The head has said what became of the request; to send again what was accepted would double it.
    if (this.#status === 0) this.#resolve({ kind: 'failure', error })
    else this.onResponseEnd()
  }
}

/**
 * The pool alone: the whole of undici costs three times as long to load, in one piece, and would
 * install its own agent as the one that the program's `fetch` uses (benchmarks/export/load.bench.mjs).
 */
function createPool(origin: string, timeout: number): Pool {
  const { UndiciPool, UndiciClient, buildConnector } = suppressTracing(loadUndici)
  const connect = buildConnector({ timeout })
  class UntracedClient extends UndiciClient {
    // undici makes the request that its channels publish within this call, however long it queued.
    override dispatch(
      options: Dispatcher.DispatchOptions,
      handler: Dispatcher.DispatchHandler
    ): boolean {
      return suppressTracing(() => hideFromOpenTelemetry(() => super.dispatch(options, handler)))
    }
  }
  return new UndiciPool(origin, {
    connections: 2,
    headersTimeout: timeout,
    bodyTimeout: timeout,
    keepAliveTimeout,
    connect: (options, callback) => letProcessEnd(connect(options, callback)),
    factory: (target, options) => new UntracedClient(target, options as Client.Options)
  })
}

/** An export under way must not keep the program alive: at its end, the agent waits by itself. */
function letProcessEnd(socket: unknown): void {
  const { unref } = socket as Socket
  unref.call(socket)
  // undici refers to a socket again while a request is under way.
  Object.assign(socket as Socket, { ref: () => socket })
}

interface UndiciParts {
  readonly UndiciPool: typeof Pool
  readonly UndiciClient: typeof Client
  readonly buildConnector: typeof BuildConnector
}

function loadUndici(): UndiciParts {
  return {
    UndiciPool: require('undici/lib/dispatcher/pool.js'),
    UndiciClient: require('undici/lib/dispatcher/client.js'),
    buildConnector: require('undici/lib/core/connect.js')
  }
}
