import { interleave } from '../harness/interleave.mjs'
import { runProgram } from '../harness/run-program.mjs'

const calls = 100_000

/** Resident memory after 100,000 http calls, while the endpoint takes telemetry and while it is down. */
export const memory = {
  name: 'memory',
  unit: 'MB of resident memory',
  async measure(context) {
    const { rounds = 3 } = context
    const results = []
    for (const isEndpointDown of [false, true]) {
      const task = {
        ...{ kind: 'http', url: context.services.urls.http, inFlight: 32 },
        ...{ calls, warmUp: 1, isEndpointDown }
      }
      const scenario = `after 100,000 calls, endpoint ${isEndpointDown ? 'down' : 'up'}`
      const measure = contestant => measureOne(context, contestant, task)
      results.push(...(await interleave(context, scenario, rounds, measure)))
    }
    return results
  }
}

async function measureOne(context, contestant, task) {
  const { rss, delivered } = await runProgram(context, contestant, 'calls', task)
  return { value: rss / 1024 ** 2, delivered, expected: task.calls + task.warmUp }
}
