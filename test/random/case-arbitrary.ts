import { fc } from '../generated-input.js'
import type { Answer } from './answer.js'
import { answerArbitrary } from './answer-arbitrary.js'
import type { Abort, Body, Case, FetchCase, HttpCase, UndiciCase } from './case.js'

const { constant, constantFrom, oneof, record } = fc

function rarely<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return oneof(
    { weight: 8, arbitrary: constant(usual) },
    { weight: 3, arbitrary: constantFrom(...others) }
  )
}

const hexDigits = (length: number) =>
  fc
    .string({
      unit: constantFrom(...'0123456789abcdef'),
      minLength: length - 1,
      maxLength: length - 1
    })
    .map(text => `a${text}`)
const ownTraceparent = fc
  .tuple(hexDigits(32), hexDigits(16), constantFrom('00', '01'))
  .map(([traceId, spanId, flags]) => `00-${traceId}-${spanId}-${flags}`)

type Header = readonly [name: string, value: string]

const usualHeader = constantFrom<Header[]>(
  ['X-One', '1'],
  ['x-one', 'again'],
  ['X-Two', 'two words'],
  ['Accept', '*/*'],
  ['User-Agent', 'random'],
  ['Cookie', 'a=1; b=2'],
  ['X-Empty', ''],
  ['X-Latin', 'gr\u00fc\u00df'],
  ['Content-Type', 'text/plain'],
  ['Authorization', 'Bearer token'],
  ['tracestate', 'own=state'],
  ['__proto__', 'a name']
)
const oddHeader = constantFrom<Header[]>(
  ['Connection', 'close'],
  ['Connection', 'keep-alive'],
  ['Expect', '100-continue'],
  ['EXPECT', '100-Continue'],
  ['Expect', 'something'],
  ['Host', 'other.test'],
  ['Upgrade', 'echo'],
  ['traceparent', 'nonsense'],
  ['X-Wide', '\u65e5\u672c'],
  ['bad name', '1'],
  ['X-Line', 'a\nb'],
  ['Content-Length', '3'],
  ['Transfer-Encoding', 'chunked']
)
const header: fc.Arbitrary<Header> = oneof(
  { weight: 12, arbitrary: usualHeader },
  { weight: 2, arbitrary: oddHeader },
  { weight: 1, arbitrary: ownTraceparent.map(value => ['traceparent', value] as const) },
  { weight: 1, arbitrary: ownTraceparent.map(value => ['TraceParent', value] as const) }
)
// Two of the program's own are no business of ours.
const headers = fc.array(header, { maxLength: 4 }).map(list => {
  const isOwn = ([name]: Header) => name.toLowerCase() === 'traceparent'
  return list.filter((one, index) => !isOwn(one) || list.findIndex(isOwn) === index)
})

const body: fc.Arbitrary<Body> = oneof(
  {
    weight: 4,
    arbitrary: constant<Body>({ pieces: [], pause: 0, as: 'string', framing: 'default' })
  },
  {
    weight: 3,
    arbitrary: record({
      pieces: oneof(
        { weight: 4, arbitrary: fc.array(constantFrom(0, 1, 10, 2000), { maxLength: 3 }) },
        { weight: 1, arbitrary: fc.array(constantFrom(16_384, 70_000, 300_000), { maxLength: 3 }) }
      ),
      pause: rarely(0, 60),
      as: constantFrom('string' as const, 'buffer' as const, 'stream' as const),
      framing: constantFrom('default' as const, 'length' as const, 'chunked' as const)
    })
  }
)

const abort: fc.Arbitrary<Abort> = oneof(
  { weight: 5, arbitrary: constant<Abort>({ when: 'never', after: 0, how: 'request' }) },
  {
    weight: 4,
    arbitrary: record<Abort>({
      when: constantFrom(
        'creation',
        'end',
        'tick',
        'socket',
        'connect',
        'finish',
        'response',
        'data',
        'last',
        'later'
      ),
      // Far from what the server does at 0 and from 100 on.
      after: constantFrom(50, 250),
      how: constantFrom(
        'request',
        'request with reason',
        'response',
        'response with reason',
        'socket',
        'signal',
        'signal with reason',
        'timeout signal',
        'timeout',
        'abort'
      )
    })
  }
)

const path = rarely(
  '',
  '?q=1',
  '/sub/path?a=b&c=%20',
  '/upgrade',
  '/with%2Fescape',
  '?sig=secret&x=1',
  '/a//b/../c',
  '/ends?',
  '/hash#part',
  '/wide/\u65e5\u672c',
  '/a b'
)

const common = {
  id: constant(0),
  secure: rarely(false, true),
  auth: rarely('', 'user:pass', 'us%40er:p%3Ass'),
  path,
  headers,
  body,
  abort,
  // Which of them is of no meaning but for chance; see makeSendable.
  patience: fc.integer({ min: 3_000, max: 3_009 }),
  answer: answerArbitrary
}
const method = rarely('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'PURGE', 'post')

const httpCase = record<HttpCase>({
  ...common,
  client: constantFrom('http.request', 'http.request', 'http.get', 'ClientRequest'),
  host: oneof(
    { weight: 6, arbitrary: constant('127.0.0.1' as const) },
    { weight: 3, arbitrary: constantFrom('localhost', '[::1]', 'refused', 'unix') }
  ),
  method,
  form: constantFrom('string', 'URL', 'parsed', 'options', 'string and options', 'URL and options'),
  agent: constantFrom('default', 'keepAlive', 'one', 'none', 'own connection', 'late connection'),
  headersAs: constantFrom('none', 'object', 'flat', 'pairs', 'set', 'append', 'Headers'),
  read: constantFrom(
    'nobody',
    'never',
    'resume',
    'data',
    'data',
    'pipe',
    'iterate',
    'iterate in part',
    'readable',
    'late',
    'dump'
  ),
  watch: constantFrom('on', 'emit')
})

const host = oneof(
  { weight: 6, arbitrary: constant('127.0.0.1' as const) },
  { weight: 2, arbitrary: constantFrom('localhost' as const, '[::1]' as const, 'refused' as const) }
)

const fetchCase = record<FetchCase>({
  ...common,
  client: constantFrom('fetch', 'undici.fetch'),
  host,
  method,
  form: constantFrom('string', 'URL', 'Request'),
  headersAs: constantFrom('none', 'object', 'pairs', 'Headers'),
  redirect: constantFrom('follow', 'follow', 'manual', 'error'),
  read: constantFrom(
    'never',
    'text',
    'iterate',
    'iterate in part',
    'reader',
    'cancel',
    'clone',
    'late'
  )
})

const undiciCase = record<UndiciCase>({
  ...common,
  client: constantFrom(
    'undici.request',
    'undici.request',
    'undici.stream',
    'undici.pipeline',
    'undici.dispatch'
  ),
  host,
  method,
  form: constantFrom('string', 'URL'),
  dispatcher: constantFrom('global', 'own', 'one', 'redirect', 'retry'),
  headersAs: constantFrom('none', 'object', 'flat', 'pairs', 'Headers'),
  timeout: rarely(0, 100),
  read: constantFrom(
    'never',
    'text',
    'dump',
    'resume',
    'iterate',
    'iterate in part',
    'pipe',
    'late',
    'destroy'
  )
})

/** Cases of all clients; half of them of node:http, which can be used in the most ways. */
export const caseArbitrary: fc.Arbitrary<Case> = oneof(
  { weight: 4, arbitrary: httpCase.map(makeCallable) },
  { weight: 2, arbitrary: fetchCase.map(makeFetchable) },
  { weight: 2, arbitrary: undiciCase.map(makeSendable) }
)
  .map(makeOrderly)
  .map(one => ({ ...one, patience: mayHang(one) ? 500 : one.patience }))

/** How far a long upload has come when it is answered early is a matter of luck: a few cases. */
function makeOrderly(one: Case): Case {
  const isLong = one.body.pieces.some(size => size > 10_000)
  if (!isLong || one.patience % 10 === 0) return one
  return { ...one, answer: { ...one.answer, upload: 'before', onExpect: 'continue' } }
}

/** What fetch and undici refuse at once is worth a few cases, no more. */
const refusedAtOnce = /^(connection|content-length|expect|transfer-encoding|upgrade)$/i

function makeSendable<One extends Case>(one: One): One {
  const isOdd = one.patience % 10 === 0
  const framing = one.body.framing === 'chunked' ? 'default' : one.body.framing
  const kept = one.headers.filter(([name]) => !refusedAtOnce.test(name))
  return { ...one, headers: isOdd ? one.headers : kept, body: { ...one.body, framing } }
}

/** After get() it is too late for headers, and so on. */
function makeCallable(one: HttpCase): HttpCase {
  const isLate = ['set', 'append', 'Headers'].includes(one.headersAs)
  const headersAs =
    one.client === 'http.get' && isLate && one.patience % 10 > 0 ? 'object' : one.headersAs
  // A signal, or a timeout, has no place in a URL.
  const isUrl = one.form === 'string' || one.form === 'URL'
  const isOption = one.abort.how.includes('signal') || one.abort.how === 'timeout'
  const abort: Abort = isUrl && isOption ? { ...one.abort, how: 'request' } : one.abort
  return { ...one, headersAs, abort }
}

function makeFetchable(given: FetchCase): FetchCase {
  const one = makeSendable(given)
  if (one.patience % 10 === 0) return one
  const isBare = one.method === 'GET' || one.method === 'HEAD'
  // Sent again after a 421, a body that has been used up breaks, sooner or later.
  const status = one.answer.status === 421 && one.body.pieces.length > 0 ? 422 : one.answer.status
  const answer = { ...one.answer, status }
  return {
    ...one,
    answer,
    auth: '',
    method: isBare && one.body.pieces.length > 0 ? 'POST' : one.method
  }
}

/** Whether it may be that nothing happens any more until the program gives up. */
function mayHang({ read, body, answer }: Case): boolean {
  const { upload, fault }: Answer = answer
  const isStuck = upload === 'never' && body.pieces.some(size => size > 10_000)
  return read === 'never' || isStuck || fault === 'hang' || fault === 'hang body'
}
