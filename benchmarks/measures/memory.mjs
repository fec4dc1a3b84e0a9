import { interleave } from '../harness/interleave.mjs'
import { runProgram } from '../harness/run-program.mjs'

const calls = 100_000

/** Resident memory after 100,000 http calls, while the endpoint takes telemetry and while it is down. */
export const memory = {
  name: 'memory',
  unit: 'MB of resident memory',
  measure(context) {
    const url = context.services.urls.http
    const up = { kind: 'http', url, phases: [{ inFlight: 32, calls }], warmUp: 1 }
    return interleave(context, context.rounds ?? 3, async contestant => {
      const whileUp = await measureOne(context, contestant, up)
      // To those who deliver nothing, an endpoint is nothing either.
      const whileDown = contestant.delivers
        ? await measureOne(context, contestant, { ...up, isEndpointDown: true })
        : whileUp
      return {
        'after 100,000 calls, endpoint up': whileUp,
        'after 100,000 calls, endpoint down': whileDown
      }
    })
  }
}

async function measureOne(context, contestant, task) {
  const { rss, delivered } = await runProgram(context, contestant, 'calls', task)
  return { value: rss / 1024 ** 2, delivered, expected: task.warmUp + calls }
}
