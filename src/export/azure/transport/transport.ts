import { monotonicNow, wallNow } from '../../../trace/clock.js'
import { runDetached } from '../../../trace/execution-context.js'
import { type Answer, AnswerReader, type PostOutcome } from './answer-reader.js'
import { ClockSkew } from './clock-skew.js'
import { type Connections, openConnections } from './connections.js'
import { isRedirect, Redirects } from './redirects.js'
import type { TokenSource } from './token-source.js'
import { endWithProgram } from './unfinished-sockets.js'

const defaultTimeout = 20_000
const maxRedirects = 10
const headers = {
  'content-type': 'application/x-json-stream',
  'content-encoding': 'gzip',
  accept: 'application/json'
}

export interface TransportOptions {
  /** Milliseconds for a POST with all its redirects: to connect, to be answered, to be read. */
  readonly timeout?: number | undefined
  /** Where tokens come from; without it none is sent. */
  readonly tokens?: TokenSource | undefined
}

/** Posts bodies to `/v2.1/track` of one endpoint, over kept-alive connections. */
export class Transport {
  readonly url: string
  readonly #path: string
  readonly #timeout: number
  readonly #tokens: TokenSource | undefined
  readonly #redirects: Redirects
  readonly #clockSkew = new ClockSkew()
  #connections: Promise<Connections> | undefined = undefined

  /** @param endpoint absolute; it may have a path */
  constructor(endpoint: string, { timeout = defaultTimeout, tokens }: TransportOptions = {}) {
    const { origin, pathname } = new URL(endpoint)
    this.#path = `${pathname.replace(/\/+$/, '')}/v2.1/track`
    this.url = origin + this.#path
    this.#timeout = timeout
    this.#tokens = tokens
    this.#redirects = new Redirects(origin)
  }

  /** @param body newline-delimited JSON, compressed with gzip. Never rejects. */
  async post(body: Buffer): Promise<PostOutcome> {
    const stopWatching = endWithProgram()
    try {
      const token = await this.#tokens?.get()
      const outcome = await this.#postAndFollow(body, token)
      if (outcome.kind === 'answer') this.#learnFrom(outcome)
      return outcome
    } catch (error) {
      this.#redirects.forget()
      return { kind: 'failure', error }
    } finally {
      stopWatching()
    }
  }

  async #postAndFollow(body: Buffer, token: string | undefined): Promise<PostOutcome> {
    const deadline = monotonicNow() + this.#timeout
    let origin = this.#redirects.origin(monotonicNow())
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const outcome = await this.#dispatch(origin, body, token, deadline - monotonicNow())
      if (outcome.kind === 'failure') throw outcome.error
      if (!isRedirect(outcome)) return outcome
      origin = this.#redirects.follow(origin, outcome, monotonicNow())
    }
    throw new Error(`it redirects more than ${maxRedirects} times in a row`)
  }

  #learnFrom({ status, date }: Answer): void {
    this.#clockSkew.check(date, wallNow())
    if (status === 401 || status === 403) this.#tokens?.discard()
    // Not there, where we have been sent: the configured endpoint knows better, or is itself wrong.
    if (status === 404) this.#redirects.forget()
  }

  async #dispatch(
    origin: string,
    body: Buffer,
    token: string | undefined,
    timeout: number
  ): Promise<PostOutcome> {
    const authorization = token === undefined ? undefined : authorizationFor(origin, token)
    const request = {
      method: 'POST',
      origin,
      path: this.#path,
      headers: { ...headers, ...authorization },
      body
    } as const
    const connections = await this.#connect()
    return new Promise(resolve => {
      // A connection lives on, and must not keep a context of the program alive.
      runDetached(() => connections.dispatch(request, new AnswerReader(resolve, timeout)))
    })
  }

  #connect(): Promise<Connections> {
    // Kept for good, and so would be the context of the program that asks first.
    this.#connections ??= runDetached(() => this.#open())
    return this.#connections
  }

  /** Anew after a failure: whoever mends the setting of the proxy need not start again. */
  async #open(): Promise<Connections> {
    try {
      return await openConnections(this.#timeout)
    } catch (error) {
      this.#connections = undefined
      throw error
    }
  }
}

/** Redirects lead to hosts of the same cloud alone, but nowhere may a token be read on the way. */
function authorizationFor(origin: string, token: string): { readonly authorization: string } {
  if (origin.startsWith('https:')) return { authorization: `Bearer ${token}` }
  throw new Error(`a token is not sent over http, to ${origin}`)
}
