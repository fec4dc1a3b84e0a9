import { describeError } from '../../diagnostics/errors.js'
import { logger } from '../../diagnostics/logger.js'
import type { Span } from '../../trace/span.js'

/** An outgoing call, as the program's own hooks see it. */
export interface OutgoingRequest {
  readonly method: string
  /** With everything in it: it is the program's own. */
  readonly url: string
  /** Lower case, IPv6 in brackets. */
  readonly host: string
  readonly port: number
  /** The `http.ClientRequest`, or what undici publishes. */
  readonly source: object
}

/** The head of a response, as the program's own hooks see it. */
export interface IncomingResponse {
  readonly statusCode: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The `http.IncomingMessage`, or what undici publishes. */
  readonly source: object
}

/** Functions of the program that take part. What they throw is logged, once a minute, and no more. */
export interface RequestHooks {
  /** True keeps the call untraced: neither span nor header. */
  readonly ignoreRequest?: ((request: OutgoingRequest) => boolean) | undefined
  /** Called when the call begins, for attributes of the program's own. */
  readonly onRequest?: ((span: Span, request: OutgoingRequest) => void) | undefined
  /** Called when the head of the response has arrived. */
  readonly onResponse?: ((span: Span, response: IncomingResponse) => void) | undefined
}

/** What the hook said, unless it threw or would have to be waited for: then undefined. */
export function askHook<Args extends unknown[]>(
  name: keyof RequestHooks,
  hook: (...args: Args) => unknown,
  ...args: Args
): unknown {
  try {
    const answer = hook(...args)
    return isPromise(answer) ? void refusePromise(name, answer) : answer
  } catch (error) {
    logger.warn(name, `${name} threw and was ignored: ${describeError(error)}`)
    return undefined
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}

function refusePromise(name: string, promise: PromiseLike<unknown>): void {
  // Without a listener its rejection would be the program's uncaught error.
  promise.then(undefined, () => undefined)
  logger.warn(name, `${name} returned a promise and was ignored; it has to answer at once`)
}
