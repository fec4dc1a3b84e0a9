import { constants } from 'node:os'
import { readError } from '../trace/read-error.js'

/**
 * A short stable name of what went wrong: `ECONNREFUSED`, `UND_ERR_HEADERS_TIMEOUT`, `AbortError`.
 * Works on errors of other realms, and on whatever else a program throws.
 */
export function errorType(error: unknown): string {
  const code = readError(error, 'code')
  if (typeof code === 'string' && code !== '') return code
  // Several addresses were tried and all refused: the first code speaks for them (E13).
  const [first] = errorsOf(error)
  if (first !== undefined) return errorType(first)
  const name = readError(error, 'name')
  return typeof name === 'string' && name !== '' ? name : typeof error
}

export function errorMessage(error: unknown): string | undefined {
  const message = readError(error, 'message')
  if (typeof message === 'string' && message !== '') return message
  const [first] = errorsOf(error)
  return first === undefined ? undefined : errorMessage(first)
}

/**
 * The name of the time-out for which a program gave up, `ETIMEDOUT` or `TimeoutError`: of
 * `AbortSignal.timeout`, of got, of node-fetch, of axios. Undefined when it had another reason.
 */
export function timeoutType(reason: unknown): string | undefined {
  // Core and undici wrap the signal's reason into an AbortError.
  for (const error of [reason, readError(reason, 'cause')]) {
    const code = readError(error, 'code')
    if (typeof code === 'string' && /TIMED_?OUT|TIMEOUT/.test(code)) return code
    // axios has this code for its time-outs, and for what it was told to abort.
    if (code === 'ECONNABORTED' && /timeout/i.test(errorMessage(error) ?? '')) return code
    if (readError(error, 'name') === 'TimeoutError') return 'TimeoutError'
  }
  return undefined
}

/** The program's signal was aborted; core and undici name the error alike. */
export function isAbort(error: unknown): boolean {
  return readError(error, 'name') === 'AbortError'
}

// Of undici, of the parser, of Node (TLS and sockets), of getaddrinfo, of OpenSSL's verification.
const networkCodes =
  /^(?:UND_ERR_|HPE_|ERR_|EAI_|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ENOTFOUND$|HOSTNAME_MISMATCH$)/

/** Whether a code is one that the network can have caused, and not a program's own. */
export function isNetworkCode(code: unknown): boolean {
  return typeof code === 'string' && (networkCodes.test(code) || code in constants.errno)
}

function errorsOf(error: unknown): readonly unknown[] {
  const errors = readError(error, 'errors')
  return Array.isArray(errors) ? errors : []
}
