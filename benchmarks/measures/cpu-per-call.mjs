import { interleave } from '../harness/interleave.mjs'
import { runProgram } from '../harness/run-program.mjs'

const callsByInFlight = [
  [1, 5_000],
  [32, 10_000]
]
// As many as it takes for the compiler to be done with the agent's code, too.
const enough = 5_000

/** CPU time of the calling process per call, delivery included. */
export const cpuPerCall = {
  name: 'cpu-per-call',
  unit: 'µs of CPU per call',
  async measure(context) {
    const { rounds = 5 } = context
    const results = []
    for (const kind of ['http', 'https', 'fetch', 'undici']) {
      for (const [inFlight, usual] of callsByInFlight) {
        const calls = context.calls ?? usual
        const url = context.services.urls[kind]
        const task = { kind, url, inFlight, calls, warmUp: Math.min(calls, enough) }
        const measure = contestant => measureOne(context, contestant, task)
        const scenario = `${kind}, ${inFlight} in flight`
        results.push(...(await interleave(tracing(kind, context), scenario, rounds, measure)))
      }
    }
    return results
  }
}

function tracing(kind, { contestants }) {
  return { contestants: contestants.filter(({ kinds = [kind] }) => kinds.includes(kind)) }
}

async function measureOne(context, contestant, task) {
  const { microseconds, delivered } = await runProgram(context, contestant, 'calls', task)
  return { value: microseconds, delivered, expected: task.calls + task.warmUp }
}
