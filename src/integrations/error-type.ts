interface ErrorLike {
  readonly code?: unknown
  readonly name?: unknown
  readonly message?: unknown
  readonly cause?: unknown
  readonly errors?: unknown
}

/**
 * A short stable name of what went wrong: `ECONNREFUSED`, `UND_ERR_HEADERS_TIMEOUT`, `AbortError`.
 * Works on errors of other realms, and on whatever else a program throws.
 */
export function errorType(error: unknown): string {
  const { code, name, errors } = toErrorLike(error)
  if (typeof code === 'string' && code !== '') return code
  // Several addresses were tried and all refused: the first code speaks for them (E13).
  if (Array.isArray(errors) && errors.length > 0) return errorType(errors[0])
  return typeof name === 'string' && name !== '' ? name : typeof error
}

export function errorMessage(error: unknown): string | undefined {
  const { message, errors } = toErrorLike(error)
  if (typeof message === 'string' && message !== '') return message
  return Array.isArray(errors) && errors.length > 0 ? errorMessage(errors[0]) : undefined
}

/**
 * The name of the time-out for which a program gave up, `ETIMEDOUT` or `TimeoutError`: of
 * `AbortSignal.timeout`, of got, of node-fetch. Undefined when it had another reason.
 */
export function timeoutType(reason: unknown): string | undefined {
  // Core and undici wrap the signal's reason into an AbortError.
  for (const error of [reason, toErrorLike(reason).cause]) {
    const { code, name } = toErrorLike(error)
    if (typeof code === 'string' && /TIMED_?OUT|TIMEOUT/.test(code)) return code
    if (name === 'TimeoutError') return name
  }
  return undefined
}

/** The program's signal was aborted; core and undici name the error alike. */
export function isAbort(error: unknown): boolean {
  return toErrorLike(error).name === 'AbortError'
}

function toErrorLike(error: unknown): ErrorLike {
  // Object() of null and undefined is an empty object: there is nothing to read, and no throw.
  return Object(error) as ErrorLike
}
