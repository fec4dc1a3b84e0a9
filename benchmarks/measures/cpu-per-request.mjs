import { interleave } from '../harness/interleave.mjs'
import { runProgram } from '../harness/run-program.mjs'

const phases = [
  { inFlight: 1, requests: 6_000 },
  { inFlight: 32, requests: 12_000 }
]
const warmUp = 12_000

/** CPU time of the serving process per request that it answers, delivery included. */
export const cpuPerRequest = measureOf('cpu-per-request', ['at once', 'after 50 promises'])

/** The same for programs on frameworks. */
export const cpuPerFrameworkRequest = measureOf('cpu-per-framework-request', [
  'by Express 5',
  'by Fastify 5',
  'by Koa 3'
])

function measureOf(name, handlers) {
  return { name, unit: 'µs of CPU per request', measure: context => measureAll(context, handlers) }
}

async function measureAll(context, handlers) {
  const results = []
  for (const handler of handlers) {
    const task = { handler, host: new URL(context.services.urls.http).host, phases, warmUp }
    const measure = contestant => measureOne(context, contestant, task)
    results.push(...(await interleave(serving(context), context.rounds ?? 3, measure)))
  }
  return results
}

/** Those that trace servers: the hand-written minimum does not, peers are left to themselves. */
function serving({ contestants }) {
  const isServing = ({ kinds, tracesServers = true }) => kinds === undefined && tracesServers
  return { contestants: contestants.filter(isServing) }
}

async function measureOne(context, contestant, task) {
  const { microseconds, delivered } = await runProgram(context, contestant, 'serves', task)
  const expected = task.phases.reduce((sum, { requests }) => sum + requests, task.warmUp)
  const entries = task.phases.map(({ inFlight }, i) => {
    const scenario = `answered ${task.handler}, ${inFlight} in flight`
    return [scenario, { value: microseconds[i], delivered, expected }]
  })
  return Object.fromEntries(entries)
}
