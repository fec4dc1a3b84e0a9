import { fc } from '../generated-input.js'
import type { Answer, Fault } from './answer.js'
import { oddBytes } from './odd-answers.js'

const { constant, constantFrom, oneof } = fc

const otherStatuses = [
  201, 202, 204, 205, 206, 300, 301, 304, 400, 401, 404, 407, 409, 418, 421, 429, 451, 500, 502,
  503, 511, 599, 600, 777, 999
]
const status = oneof(
  { weight: 3, arbitrary: constant(200) },
  { weight: 2, arbitrary: constantFrom(...otherStatuses) }
)

const fault: fc.Arbitrary<Fault> = oneof(
  { weight: 20, arbitrary: constant('none' as const) },
  { weight: 3, arbitrary: constantFrom('close', 'reset', 'hang') },
  { weight: 4, arbitrary: constantFrom('cut body', 'reset body', 'hang body') },
  // The keys of a table are what its type says.
  { weight: 3, arbitrary: constantFrom(...(Object.keys(oddBytes) as (keyof typeof oddBytes)[])) }
)

const header = constantFrom(
  ['Set-Cookie', 'a=1'],
  ['set-cookie', 'b=2'],
  ['X-Same', 'one'],
  ['x-same', 'two'],
  ['X-Empty', ''],
  ['X-Latin', 'gr\u00fc\u00df'],
  ['ETag', '"e"'],
  ['Content-Type', 'text/plain'],
  ['traceparent', 'of the server']
) as fc.Arbitrary<[string, string]>

const pieces = oneof(
  { weight: 2, arbitrary: constant([]) },
  { weight: 4, arbitrary: fc.array(constantFrom(0, 1, 20, 1000), { maxLength: 3 }) },
  { weight: 2, arbitrary: fc.array(constantFrom(16_384, 65_536, 100_001), { maxLength: 3 }) },
  { weight: 1, arbitrary: constant([700_000]) }
)

function rarely<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return oneof(
    { weight: 8, arbitrary: constant(usual) },
    { weight: 2, arbitrary: constantFrom(...others) }
  )
}

/** What servers do; the usual more often than the odd. */
export const answerArbitrary: fc.Arbitrary<Answer> = fc.record<Answer>({
  interim: rarely<Answer['interim']>('none', 'hints', 'processing', 'both'),
  onExpect: constantFrom('continue', 'answer'),
  upload: oneof(
    { weight: 6, arbitrary: constant('before' as const) },
    { weight: 2, arbitrary: constant('after' as const) },
    { weight: 1, arbitrary: constant('never' as const) }
  ),
  headDelay: rarely(0, 100),
  status,
  reason: rarely('', 'Of Its Own', 'gr\u00fcn'),
  headers: fc.array(header, { maxLength: 4 }),
  pieces,
  pause: rarely(0, 30),
  framing: constantFrom('length', 'length', 'chunked', 'chunked', 'close', 'gzip'),
  trailers: rarely(false, true),
  connection: rarely<Answer['connection']>('keep-alive', 'close'),
  fault,
  redirects: oneof(
    { weight: 8, arbitrary: constant([]) },
    { weight: 1, arbitrary: fc.array(constantFrom(301, 302, 303, 307, 308), { maxLength: 2 }) }
  ),
  refusals: rarely(0, 1, 3)
})
