import { createHiddenField } from '../../hooks/hidden-field.js'
import { readError } from '../../trace/read-error.js'
import { serverSpanOf } from './fate.js'

const lastErrorOf = createHiddenField<{ readonly error: unknown }>()

/**
 * Notes an error that the program's code for a request has thrown, rejected or passed on, once,
 * though each layer that it goes through tells of it.
 *
 * An error with a status of 4xx is how frameworks say that the client is to blame: an answer, and no
 * exception. Neither is a client that has left a stream; the span says that.
 */
export function recordHandlerError(request: object, error: unknown): void {
  const span = serverSpanOf(request)
  if (span === undefined || isOfClient(error)) return
  const last = lastErrorOf.get(request)
  if (last !== undefined && last.error === error) return
  lastErrorOf.set(request, { error })
  span.recordException(error)
}

function isOfClient(error: unknown): boolean {
  const answer = readError(error, 'status') ?? readError(error, 'statusCode')
  if (typeof answer === 'number') return answer >= 400 && answer < 500
  return readError(error, 'code') === 'ERR_STREAM_PREMATURE_CLOSE'
}
