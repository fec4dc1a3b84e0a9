import type { Socket } from 'node:net'
import type { buildConnector as BuildConnector, Client, Dispatcher, Pool } from 'undici'
import { suppressTracing } from '../../trace/execution-context.js'

/** What came of one POST: an answer of whatever status, or none. */
export type PostOutcome =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly retryAfter: string | undefined
      readonly body: string
    }
  | { readonly kind: 'failure'; readonly error: unknown }

const timeout = 10_000
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
  #pool: Pool | undefined = undefined

  /** @param endpoint absolute, without a slash at the end; it may have a path */
  constructor(endpoint: string) {
    const { origin, pathname } = new URL(endpoint)
    this.#origin = origin
    this.#path = `${pathname.replace(/\/+$/, '')}/v2.1/track`
  }

  get url(): string {
    return this.#origin + this.#path
  }

  /** @param body newline-delimited JSON, compressed with gzip. Never rejects. */
  post(body: Buffer): Promise<PostOutcome> {
    this.#pool ??= createPool(this.#origin)
    const pool = this.#pool
    return new Promise(resolve => {
      const options = { method: 'POST', path: this.#path, headers, body } as const
      pool.dispatch({ ...options, origin: this.#origin }, new AnswerReader(resolve))
    })
  }
}

/** Collects one answer; more than 1 MiB of it is nothing that the service would send. */
class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #resolve: (outcome: PostOutcome) => void
  readonly #chunks: Buffer[] = []
  #length = 0
  #status = 0
  #retryAfter: string | undefined = undefined

  constructor(resolve: (outcome: PostOutcome) => void) {
    this.#resolve = resolve
  }

  onRequestStart(): void {}

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    head: Record<string, string | string[] | undefined>
  ): void {
    this.#status = status
    const retryAfter = head['retry-after']
    this.#retryAfter = Array.isArray(retryAfter) ? retryAfter[0] : retryAfter
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#length += chunk.length
    if (this.#length > maxBodyLength) controller.abort(new Error('the answer is too long'))
    else this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    const body = Buffer.concat(this.#chunks).toString()
    this.#resolve({ kind: 'answer', status: this.#status, retryAfter: this.#retryAfter, body })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    // All was accepted; only the confirmation is cut. To send it again would double it.
    if (this.#status === 200) this.onResponseEnd()
    else this.#resolve({ kind: 'failure', error })
  }
}

/**
 * The pool alone: the whole of undici costs three times as long to load, in one piece, and would
 * install its own agent as the one that the program's `fetch` uses (benchmarks/export/load.bench.mjs).
 */
function createPool(origin: string): Pool {
  const { UndiciPool, UndiciClient, buildConnector } = suppressTracing(loadUndici)
  const connect = buildConnector({ timeout })
  class UntracedClient extends UndiciClient {
    // undici makes the request that its channels publish within this call, however long it queued.
    override dispatch(
      options: Dispatcher.DispatchOptions,
      handler: Dispatcher.DispatchHandler
    ): boolean {
      return suppressTracing(() => super.dispatch(options, handler))
    }
  }
  return new UndiciPool(origin, {
    connections: 2,
    headersTimeout: timeout,
    bodyTimeout: timeout,
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
