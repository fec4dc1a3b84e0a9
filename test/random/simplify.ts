import type { Case } from './case.js'
import type { Playground } from './playground.js'
import { findFaulty } from './verdict.js'

/** The plainest value of each part that all cases have. */
const plain = {
  secure: false,
  host: '127.0.0.1',
  auth: '',
  path: '',
  method: 'GET',
  headersAs: 'none',
  headers: [],
  body: { pieces: [], pause: 0, as: 'string', framing: 'default' },
  abort: { when: 'never', after: 0, how: 'request' },

  agent: 'default',
  watch: 'on',
  redirect: 'follow',
  dispatcher: 'global',
  timeout: 0
} as const

const plainAnswer = {
  interim: 'none',
  onExpect: 'continue',
  upload: 'before',
  headDelay: 0,
  status: 200,
  reason: '',
  headers: [],
  pieces: [],
  pause: 0,
  framing: 'length',
  trailers: false,
  connection: 'keep-alive',
  fault: 'none',
  redirects: [],
  refusals: 0
} as const

/** Makes as many parts of a faulty case plain as the fault allows. Undefined when it has gone. */
export async function simplify(playground: Playground, one: Case): Promise<Case | undefined> {
  const simplers = simplersOf(one)
  const variants = [one, ...simplers.map(simpler => simpler(one))]
  const faulty = await findFaulty(playground, variants)
  if (!faulty.has(0)) return undefined
  const useful = simplers.filter((_, index) => faulty.has(index + 1))
  const simplest = useful.reduce((given, simpler) => simpler(given), one)
  if ((await findFaulty(playground, [simplest])).has(0)) return simplest
  return simplifyInTurn(playground, one, useful)
}

async function simplifyInTurn(playground: Playground, one: Case, simplers: readonly Simpler[]) {
  let simplest = one
  for (const simpler of simplers) {
    const candidate = simpler(simplest)
    if ((await findFaulty(playground, [candidate])).has(0)) simplest = candidate
  }
  return simplest
}

type Simpler = (one: Case) => Case

/** Those that change something. */
function simplersOf(one: Case): readonly Simpler[] {
  const parts = Object.entries(plain).filter(([name]) => name in one)
  const ofCase = parts.map(
    ([name, value]): Simpler =>
      given => ({ ...given, [name]: value })
  )
  const ofAnswer = Object.entries(plainAnswer).map(([name, value]): Simpler => {
    return given => ({ ...given, answer: { ...given.answer, [name]: value } })
  })
  const text = JSON.stringify(one)
  return [...ofAnswer, ...ofCase].filter(simpler => JSON.stringify(simpler(one)) !== text)
}
