import { interleave } from '../harness/interleave.mjs'
import { runProgram } from '../harness/run-program.mjs'

const steady = { kind: 'http', callsPerSecond: 1_000, calls: 2_000, warmUp: 5_000 }

/** How late timers are, in the slowest of 100, at 1,000 http calls per second. */
export const eventLoopDelay = {
  name: 'event-loop-delay',
  unit: 'ms of delay, 99th percentile',
  measure(context) {
    const task = { ...steady, url: context.services.urls.http }
    return interleave(context, context.rounds ?? 3, async contestant => {
      const { p99, delivered } = await runProgram(context, contestant, 'steady', task)
      return { '1,000 calls/s': { value: p99, delivered, expected: task.warmUp + task.calls } }
    })
  }
}
