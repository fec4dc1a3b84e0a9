/**
 * What is to become of one item. `unconfirmed`: some items of the request were accepted, but not
 * which; sent again, those would be there twice.
 */
export type ItemOutcome = 'accepted' | 'retry' | 'rejected' | 'unconfirmed'

/** What an answer of the service means (azure-ingestion.md §12). */
export interface TrackVerdict {
  /** One for each item, in the order of the request. */
  readonly outcomes: readonly ItemOutcome[]
  /** The status behind each of them. */
  readonly statuses: readonly number[]
  /** Nothing may be sent for so long, in milliseconds; 0 when the service does not say. */
  readonly retryAfter: number
  /** The service's own words for what it refused, each once. */
  readonly messages: readonly string[]
}

interface ItemError {
  readonly index: number
  readonly statusCode: number
  readonly message?: unknown
}

const maxRetryAfter = 24 * 3_600_000
// The daily quota is used up: to go on sending would only be noise (402, and 439 in its old form).
const quotaPause = 3_600_000
// A token may need its time; never a tight loop.
const refusedPause = 60_000
const maxMessages = 5
const maxMessageLength = 200

/**
 * Pure: reads status, `Retry-After` and body; a body that is no JSON is no error.
 *
 * @param now milliseconds since 1970 by the clock of the service, if it tells
 */
export function judgeResponse(
  status: number,
  retryAfter: string | undefined,
  body: string,
  itemCount: number,
  now: number
): TrackVerdict {
  const { errors, itemsAccepted } = readBody(body, itemCount)
  // Items without an entry were accepted, whatever the status of the whole (§12).
  const hasAccepted = errors.length > 0 && itemsAccepted !== 0
  const statuses = new Array<number>(itemCount).fill(hasAccepted ? 200 : status)
  for (const { index, statusCode } of errors) statuses[index] = statusCode
  // A 206 that is cut, or says nothing about its items, has refused some all the same.
  const isSilent = status === 206 && errors.length === 0 && itemsAccepted !== itemCount
  const messages = new Set(errors.filter(isRefusal).map(describeItem))
  return {
    outcomes: statuses.map(isSilent ? () => 'unconfirmed' : outcomeOf),
    statuses,
    retryAfter: errors.reduce(
      longerPause,
      Math.max(readRetryAfter(retryAfter, now), pauseOf(status))
    ),
    messages: [...messages].slice(0, maxMessages)
  }
}

/**
 * The consent of a captive portal, or of whatever else took the request, is none: the service
 * answers in JSON.
 */
export function findStranger(status: number, body: string): Error | undefined {
  const isConsent = status === 200 || status === 206
  if (!isConsent || !body.trimStart().startsWith('<')) return undefined
  const hint = 'as no ingestion endpoint does: check IngestionEndpoint'
  return new Error(`it answered ${status} with a page, ${hint}`)
}

/** The same table for a whole request and for one item of it. */
function outcomeOf(status: number): ItemOutcome {
  if (status === 200 || status === 206) return 'accepted'
  if (status === 307 || status === 308) return 'retry'
  if (status === 401 || status === 403 || status === 405) return 'retry'
  if (status === 408 || status === 429 || status >= 500) return 'retry'
  return 'rejected'
}

/** The shortest pause that makes sense, whatever the service asks for. */
function pauseOf(status: number): number {
  if (status === 402 || status === 439) return quotaPause
  return status === 401 || status === 403 ? refusedPause : 0
}

function longerPause(pause: number, { statusCode }: ItemError): number {
  return Math.max(pause, pauseOf(statusCode))
}

/** Seconds or an HTTP date; 0 when there is none or it cannot be read. */
export function readRetryAfter(value: string | undefined, now: number): number {
  if (value === undefined) return 0
  const delay = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now
  return Number.isNaN(delay) ? 0 : Math.min(Math.max(delay, 0), maxRetryAfter)
}

function readBody(body: string, itemCount: number) {
  const { errors, itemsAccepted } = parseObject(body) as Readonly<Record<string, unknown>>
  const list = Array.isArray(errors) ? errors : []
  return { errors: list.filter(error => isItemError(error, itemCount)), itemsAccepted }
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
  // On one line, and nothing that a terminal would obey.
  const text = typeof message === 'string' ? message.replace(/[\s\p{Cc}]+/gu, ' ') : ''
  return `${statusCode} ${text.slice(0, maxMessageLength)}`.trim()
}
