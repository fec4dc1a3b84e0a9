import { interleave } from '../harness/interleave.mjs'
import { runProgram } from '../harness/run-program.mjs'

const calls = 100_000

/** Resident memory after 100,000 http calls, while the endpoint takes telemetry and while it is down. */
export const memory = {
  name: 'memory',
  unit: 'MB of resident memory',
  async measure(context) {
    const { rounds = 3, services } = context
    const up = { kind: 'http', url: services.urls.http, inFlight: 32, calls, warmUp: 1 }
    const down = { ...up, isEndpointDown: true }
    const withoutEndpoint = new Map(context.contestants.map(contestant => [contestant, []]))
    const measureUp = async contestant => {
      const result = await measureOne(context, contestant, up)
      withoutEndpoint.get(contestant).push(result)
      return result
    }
    // To those who deliver nothing, an endpoint is nothing either.
    const measureDown = (contestant, round) =>
      contestant.delivers
        ? measureOne(context, contestant, down)
        : withoutEndpoint.get(contestant)[round]
    return [
      ...(await interleave(context, 'after 100,000 calls, endpoint up', rounds, measureUp)),
      ...(await interleave(context, 'after 100,000 calls, endpoint down', rounds, measureDown))
    ]
  }
}

async function measureOne(context, contestant, task) {
  const { rss, delivered } = await runProgram(context, contestant, 'calls', task)
  return { value: rss / 1024 ** 2, delivered, expected: task.calls + task.warmUp }
}
