/** What is to become of one item. */
export type ItemOutcome = 'accepted' | 'retry' | 'rejected'

/** What an answer of the service means (azure-ingestion.md §12). */
export interface TrackVerdict {
  /** One for each item, in the order of the request. */
  readonly outcomes: readonly ItemOutcome[]
  /** Nothing may be sent for so long, in milliseconds; 0 when the service does not say. */
  readonly retryAfter: number
  /** The service's own words for what it refused, each once. */
  readonly messages: readonly string[]
}

interface ItemError {
  readonly index: number
  readonly statusCode: number
  readonly message: string
}

const maxRetryAfter = 24 * 3_600_000
// The daily quota is used up: to go on sending would only be noise (402, and 439 in its old form).
const quotaPause = 3_600_000
// A token may need its time; never a tight loop.
const refusedPause = 60_000

/** Pure: reads status, `Retry-After` and body; a body that is no JSON is no error. */
export function judgeResponse(
  status: number,
  retryAfter: string | undefined,
  body: string,
  itemCount: number,
  now: number = Date.now()
): TrackVerdict {
  const errors = readErrors(body, itemCount)
  const outcomes = new Array<ItemOutcome>(itemCount).fill(outcomeOf(status))
  if (errors.length > 0) {
    // Items without an entry were accepted, whatever the status of the whole (§12) …
    if (status === 206 || status === 200) outcomes.fill('accepted')
    for (const { index, statusCode } of errors) outcomes[index] = outcomeOf(statusCode)
  }
  const messages = new Set(errors.filter(isRefusal).map(describeItem))
  return { outcomes, retryAfter: pauseOf(status, retryAfter, now), messages: [...messages] }
}

/** The same table for a whole request and for one item of it. */
function outcomeOf(status: number): ItemOutcome {
  if (status === 200 || status === 206) return 'accepted'
  if (status === 307 || status === 308) return 'retry'
  if (status === 401 || status === 403 || status === 405) return 'retry'
  if (status === 408 || status === 429 || status >= 500) return 'retry'
  return 'rejected'
}

function pauseOf(status: number, retryAfter: string | undefined, now: number): number {
  if (status === 402 || status === 439) return quotaPause
  const asked = readRetryAfter(retryAfter, now)
  return status === 401 || status === 403 ? Math.max(asked, refusedPause) : asked
}

/** Seconds or an HTTP date; 0 when there is none or it cannot be read. */
export function readRetryAfter(value: string | undefined, now: number): number {
  if (value === undefined) return 0
  const delay = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now
  return Number.isNaN(delay) ? 0 : Math.min(Math.max(delay, 0), maxRetryAfter)
}

function readErrors(body: string, itemCount: number): readonly ItemError[] {
  const { errors } = parseObject(body) as { readonly errors?: unknown }
  return Array.isArray(errors) ? errors.filter(error => isItemError(error, itemCount)) : []
}

function parseObject(body: string): object {
  try {
    return Object(JSON.parse(body)) as object
  } catch {
    return {}
  }
}

function isItemError(error: unknown, itemCount: number): error is ItemError {
  const { index, statusCode } = Object(error) as Partial<ItemError>
  const isIndex = Number.isInteger(index) && index !== undefined && index >= 0
  return isIndex && index < itemCount && Number.isInteger(statusCode)
}

function isRefusal({ statusCode }: ItemError): boolean {
  return outcomeOf(statusCode) === 'rejected'
}

function describeItem({ statusCode, message }: ItemError): string {
  return `${statusCode} ${String(message).slice(0, 200)}`
}
