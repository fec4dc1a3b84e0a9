import type { Entry } from './audited-server.js'
import type { ReceivedSpan } from './lean-receiver.js'

interface End {
  readonly status: number | undefined
  readonly success: boolean
  readonly cancelled: boolean
  /** Of the failure; undefined for none but the status. */
  readonly reason: RegExp | undefined
}

const broken = /^(ECONNRESET|UND_ERR_SOCKET|EPIPE)$/
const outOfPatience = /^(ETIMEDOUT|ECONNABORTED|TimeoutError|UND_ERR_HEADERS_TIMEOUT)$/

/** How an exchange must have ended, by what the server did. */
function endOf({ kind, status }: Pick<Entry, 'kind' | 'status'>): End {
  const cancelled = kind === 'cancel' || kind === 'cancel-body'
  if (kind === 'cut' || kind === 'reset')
    return { status, success: false, cancelled, reason: broken }
  if (kind === 'timeout') return { status, success: false, cancelled, reason: outOfPatience }
  if (kind === 'refused') return { status, success: false, cancelled, reason: /^ECONNREFUSED$/ }
  return { status, success: status === undefined || status < 400, cancelled, reason: undefined }
}

/** Whether a span says of its exchange what the server knows. */
export function isTrueEnd(span: ReceivedSpan, entry: Pick<Entry, 'kind' | 'status'>): boolean {
  const { status, success, cancelled, reason } = endOf(entry)
  const { resultCode = '', properties } = span
  const code = properties['error.type'] ?? ''
  const isReason = reason ? reason.test(code) : code === '' || code === String(status)
  const result = status === undefined ? (cancelled ? 'AbortError' : code) : String(status)
  const isCancelled = properties['outspan.cancelled'] === 'true'
  return isReason && resultCode === result && span.success === success && isCancelled === cancelled
}

/** A call that a server need not have seen; it must have failed as such a call does. */
export function mayBeUnseen(span: ReceivedSpan): boolean {
  const [, , client, kind = ''] = span.name.split('/')
  if (kind !== 'refused' && kind !== 'timeout' && kind !== 'cancel') return false
  // When the time-out comes before fetch has dispatched the request, undici 6 forgets the reason.
  const isForgotten = client === 'fetch' && kind === 'timeout' && span.resultCode === 'AbortError'
  return isTrueEnd(span, { kind: isForgotten ? 'cancel' : kind, status: undefined })
}
