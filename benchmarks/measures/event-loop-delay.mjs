import { interleave } from '../harness/interleave.mjs'
import { runProgram } from '../harness/run-program.mjs'

/** How late timers are, in the slowest of 100, at 1,000 http calls per second. */
export const eventLoopDelay = {
  name: 'event-loop-delay',
  unit: 'ms of delay, 99th percentile',
  measure(context) {
    const url = context.services.urls.http
    const task = { kind: 'http', url, callsPerSecond: 1_000, seconds: 2, warmUp: 2_000 }
    const scenario = '1,000 calls/s'
    return interleave(context, scenario, context.rounds ?? 3, async contestant => {
      const { p99, delivered } = await runProgram(context, contestant, 'steady', task)
      return { value: p99, delivered, expected: 4_000 }
    })
  }
}
