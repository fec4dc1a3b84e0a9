import { ConfigurationError, describeError } from '../../../diagnostics/errors.js'
import { startBackgroundTimer, stopBackgroundTimer } from '../../../trace/background-timer.js'
import { wallNow } from '../../../trace/clock.js'
import { suppressTracingOf } from '../../../trace/execution-context.js'
import type { IngestionTarget } from '../connection-string.js'
import { hideFromOpenTelemetry } from './opentelemetry.js'
import type { AccessToken, GetToken, TokenCredential } from './token-credential.js'

// Early enough that what fails is tried again while the old token is still good.
const margin = 5 * 60_000
const pauseAfterFailure = 30_000
const defaultTimeout = 20_000
const maxReasonLength = 200

/** @throws ConfigurationError when it is none, or its tokens would go over http */
export function createTokenSource(
  credential: TokenCredential | GetToken | undefined,
  { endpoint, tokenScope }: IngestionTarget
): TokenSource | undefined {
  if (credential === undefined) return undefined
  if (typeof findGetToken(credential) !== 'function') throw refuse('it has no getToken')
  if (!endpoint.startsWith('https:')) throw refuse('its tokens are not sent over http')
  return new TokenSource(credential, tokenScope)
}

function findGetToken(credential: TokenCredential | GetToken): GetToken {
  return typeof credential === 'function'
    ? credential
    : (Object(credential) as TokenCredential).getToken
}

/** What it is instead is not shown: it may be a token. */
function refuse(problem: string): ConfigurationError {
  const allowed = 'allowed is a credential of @azure/identity, with an https IngestionEndpoint'
  return new ConfigurationError('ERR_OPTION', 'credential', `${problem}; ${allowed}`)
}

/** The program's credential, asked as seldom as possible, once at a time, and not waited for long. */
export class TokenSource {
  readonly #credential: TokenCredential | GetToken
  readonly #scope: string
  readonly #timeout: number
  #token = ''
  #renewAt = 0
  #expiresAt = 0
  #renewal: Promise<string> | undefined = undefined

  /** @param timeout milliseconds to wait for the credential */
  constructor(
    credential: TokenCredential | GetToken,
    scope: string,
    timeout: number = defaultTimeout
  ) {
    this.#credential = credential
    this.#scope = scope
    this.#timeout = timeout
  }

  /**
   * The token, from memory while it is good for some time yet.
   *
   * @throws when there is none; the message says why
   */
  async get(): Promise<string> {
    if (wallNow() < this.#renewAt) return this.#token
    this.#renewal ??= this.#renew()
    return await this.#renewal
  }

  /** The service did not take the token: the credential is asked for another. */
  discard(): void {
    this.#renewAt = 0
    this.#expiresAt = 0
  }

  async #renew(): Promise<string> {
    try {
      return this.#keep(readToken(await this.#ask()))
    } catch (error) {
      if (wallNow() >= this.#expiresAt) throw noToken(error)
      this.#renewAt = Math.min(wallNow() + pauseAfterFailure, this.#expiresAt)
      return this.#token
    } finally {
      this.#renewal = undefined
    }
  }

  /** A token whose end cannot be read is used, and not kept. */
  #keep({ token, expiresOnTimestamp, refreshAfterTimestamp }: AccessToken): string {
    const latest = Number(expiresOnTimestamp) - margin
    const renewAt = Math.min(latest, Number(refreshAfterTimestamp ?? latest))
    this.#token = token
    this.#renewAt = Number.isFinite(renewAt) ? renewAt : 0
    this.#expiresAt = Number.isFinite(renewAt) ? expiresOnTimestamp : 0
    return token
  }

  async #ask(): Promise<unknown> {
    const { abort, signal, expired } = startTimeLimit(this.#timeout)
    const parameters = [this.#scope, { abortSignal: signal }] as const
    const getToken = async () =>
      Reflect.apply(findGetToken(this.#credential), this.#credential, parameters)
    const getTokenInTime = () => Promise.race([getToken(), expired])
    try {
      return await suppressTracingOf(() => hideFromOpenTelemetry(getTokenInTime))
    } finally {
      abort()
    }
  }
}

/** What a program without types may return instead is no token either. */
function readToken(answer: unknown): AccessToken {
  const { token } = Object(answer) as Partial<AccessToken>
  // Only what can stand in a header; the message must not show it.
  if (typeof token === 'string' && /^[\x21-\x7e]+$/.test(token)) return answer as AccessToken
  throw new Error('what it returned has no token')
}

function noToken(error: unknown): Error {
  const [reason = ''] = describeError(error).split('\n', 1)
  return new Error(`the credential gave no token (${reason.slice(0, maxReasonLength)})`)
}

function startTimeLimit(milliseconds: number) {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const expired = new Promise<never>((_, reject) => {
    const giveUp = () => reject(new Error(`it did not answer within ${milliseconds / 1000} s`))
    timer = startBackgroundTimer(giveUp, milliseconds)
  })
  const abort = () => {
    stopBackgroundTimer(timer)
    controller.abort()
  }
  return { expired, signal: controller.signal, abort }
}
