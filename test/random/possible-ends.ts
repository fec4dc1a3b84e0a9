import type { Case } from './case.js'
import type { Result } from './playground.js'
import type { SeenRequest } from './seen-request.js'

/** How the span of an exchange may say that it ended. */
export interface PossibleEnds {
  /** The whole answer arrived. */
  readonly complete: boolean
  /** The program gave up. */
  readonly cancelled: boolean
  /** It broke, for one of these reasons; `any` when the program did not see why. */
  readonly failed: ReadonlySet<string>
  /** As the program knows it; undefined when it does not. */
  readonly status: number | undefined
}

/** What the program saw tells how the last exchange of a case can have ended. */
export function possibleEnds(
  one: Case,
  result: Result,
  seen: SeenRequest | undefined
): PossibleEnds {
  return 'agent' in one ? endsOfHttp(one, result) : endsOfUndici(one, result, seen)
}

function endsOfHttp(one: Case, { events, facts }: Result): PossibleEnds {
  const status = facts['status'] as number | undefined
  const isComplete = facts['complete'] === true
  const ownDoing = events.findIndex(event => isOwnDoing(event, one))
  const broken = events.findIndex(([who, what]) => who !== 'program' && what === 'error')
  const hasTimedOut = events.some(([who, what]) => who === 'request' && what === 'timeout')
  const gaveUpFirst = ownDoing !== -1 && (broken === -1 || ownDoing < broken)
  // The rest of a body that had already arrived is still parsed when the program gives up.
  const wasCutShort = gaveUpFirst && !wasComplete(facts)
  const failed = new Set<string>()
  if (!gaveUpFirst) for (const code of errorCodes(events)) failed.add(code)
  if (hasTimedOut && status === undefined) failed.add('ETIMEDOUT')
  // It lies in the very bytes after the head at which the program gave up.
  if (one.answer.fault === 'bad chunk' && gaveUpFirst) failed.add('any')
  // To core a socket that the program destroys is one that broke.
  if (one.abort.how === 'socket' && wasCutShort) failed.add('ECONNRESET')
  if (one.abort.how === 'timeout signal') failed.add('TimeoutError')
  // Core drains what nobody listens for, and tells nobody when it breaks.
  if (one.read === 'nobody' && !isComplete) failed.add('any')
  return { complete: isComplete, cancelled: wasCutShort, failed, status }
}

function isOwnDoing([who, what, detail]: readonly unknown[], { abort, read }: Case): boolean {
  // When a header is refused, the program destroys the request that it belongs to.
  if (who === 'case') return ['abort', 'gives up', 'thrown'].includes(String(what))
  if (who === 'program') return what === 'left the loop'
  if (read === 'iterate in part' && who === 'response' && what === 'close') return true
  if (what === 'timeout') return abort.how === 'timeout'
  return what === 'error' && abort.how.includes('signal') && hasName(detail, 'AbortError')
}

function wasComplete({ aborted, gaveUp }: Result['facts']): boolean {
  const { complete } = Object(aborted ?? gaveUp) as { readonly complete?: boolean }
  return complete === true
}

function hasName(error: unknown, name: string): boolean {
  return (Object(error) as { readonly name?: unknown }).name === name
}

function endsOfUndici(
  one: Case,
  { events, facts }: Result,
  seen: SeenRequest | undefined
): PossibleEnds {
  const failed = new Set(errorCodes(events))
  const codes = [...failed]
  const isPartial = ['never', 'iterate in part', 'cancel', 'dump', 'destroy'].includes(one.read)
  // fetch waits for the body of such an answer no more than for one that is not read.
  const isBodyless = one.client.includes('fetch') && [204, 205, 304].includes(seen?.status ?? 0)
  const hasAborted = facts['aborted'] !== undefined || facts['gaveUp'] !== undefined
  const hasTimedOut = codes.includes('TimeoutError')
  // Others see their own error, and the transport the program's abort.
  const isEndedByError = codes.length > 0 && !codes.some(isOfNetwork)
  // Nobody tells a program of what breaks that it does not read.
  const mayMiss = (isPartial || isBodyless) && one.answer.fault !== 'none'
  // fetch leaves the body of a 407, and of a second 421, where it is (Node 20 to 26).
  const isMisdirected = seen?.status === 421 || seen?.status === 407
  // What is left then ends with its socket, unless fetch still hears of the abort; see play-fetch.cjs.
  const isLeft =
    one.client.includes('fetch') && (facts['gaveUp'] !== undefined || one.read === 'never')
  if (isLeft) failed.add('any')
  // Where nothing waits for the body any more, the transport alone hears of the reason.
  if (one.abort.how === 'timeout signal') failed.add('TimeoutError')
  if (seen === undefined || mayMiss || isMisdirected || 'dispatcher' in one) failed.add('any')
  return {
    complete:
      seen?.answeredAt !== undefined ||
      isOddButWhole(one) ||
      (isLeft && one.answer.framing === 'close'),
    cancelled: isPartial || isBodyless || hasAborted || isEndedByError || hasTimedOut,
    failed,
    status: undefined
  }
}

function isOfNetwork(code: string): boolean {
  return /^(E[A-Z]+|UND_ERR_(SOCKET|HEADERS_TIMEOUT|BODY_TIMEOUT|.*MISMATCH))$/.test(code)
}

function isOddButWhole({ method, answer: { fault, framing } }: Case): boolean {
  // undici takes what came before the reset of such a body as the whole of it.
  if (framing === 'close' && (fault === 'cut body' || fault === 'reset body')) return true
  if (fault === 'bad chunk') return method === 'HEAD'
  return ['HTTP/1.0', 'more than the body', 'two answers', 'continue first'].includes(fault)
}

interface Described {
  readonly code?: unknown
  readonly name?: unknown
  readonly cause?: Described
  readonly errors?: readonly Described[]
}

/** The codes, or else names, of all errors that the program saw. */
function errorCodes(events: Result['events']): readonly string[] {
  const isError = (detail: unknown): detail is Described => Object(detail).keys !== undefined
  return events.flatMap(event => event.slice(2).filter(isError)).flatMap(codesOf)
}

function codesOf({ code, name, cause, errors = [] }: Described): readonly string[] {
  const own = typeof code === 'string' && code !== '' ? code : String(name)
  return [own, ...[cause ?? [], errors].flat().flatMap(codesOf)]
}
