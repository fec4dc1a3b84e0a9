import { interleave } from '../harness/interleave.mjs'
import { runProgram } from '../harness/run-program.mjs'

const phases = [
  { inFlight: 1, calls: 4_000 },
  { inFlight: 32, calls: 8_000 }
]
// As many as it takes for the compiler to be done with the agent's code, too: what a call costs
// meanwhile is ten times as much, and says nothing of the next hour. Node 26 takes longest: after
// 10,000 calls the bare program itself is at 37 µs, after 18,000 at 23.
const warmUp = 25_000

/** CPU time of the calling process per call, delivery included. */
export const cpuPerCall = {
  name: 'cpu-per-call',
  unit: 'µs of CPU per call',
  async measure(context) {
    const results = []
    for (const kind of ['http', 'https', 'fetch', 'undici']) {
      const task = { kind, url: context.services.urls[kind], ...shortened(context) }
      const measure = contestant => measureOne(context, contestant, task)
      results.push(...(await interleave(tracing(kind, context), context.rounds ?? 5, measure)))
    }
    return results
  }
}

function shortened({ calls }) {
  if (calls === undefined) return { phases, warmUp }
  return { phases: phases.map(({ inFlight }) => ({ inFlight, calls })), warmUp: calls }
}

function tracing(kind, { contestants }) {
  return { contestants: contestants.filter(({ kinds = [kind] }) => kinds.includes(kind)) }
}

async function measureOne(context, contestant, task) {
  const { microseconds, delivered } = await runProgram(context, contestant, 'calls', task)
  const expected = task.phases.reduce((sum, { calls }) => sum + calls, task.warmUp)
  const entries = task.phases.map(({ inFlight }, i) => {
    return [`${task.kind}, ${inFlight} in flight`, { value: microseconds[i], delivered, expected }]
  })
  return Object.fromEntries(entries)
}
