import { interleave } from '../harness/interleave.mjs'
import { runProgram } from '../harness/run-program.mjs'

const calls = 10

// Shorter than the defaults, so that nobody waits: the first export is the same.
const environment = { OUTSPAN_EXPORT_INTERVAL: '1000', OTEL_BSP_SCHEDULE_DELAY: '1000' }

/** The longest time for which an event loop with next to no work stands still. */
export const longestStall = {
  name: 'longest-stall',
  unit: 'ms of the longest stall',
  async measure(context) {
    const url = context.services.urls.http
    const task = { kind: 'http', url, calls, idle: 1_200, environment }
    const rounds = context.rounds ?? 3
    const whileCalling = new Map(context.contestants.map(contestant => [contestant, []]))
    const afterwards = await interleave(context, 'idle, first export', rounds, async contestant => {
      const result = await runProgram(context, contestant, 'first-export', task)
      whileCalling.get(contestant).push({ value: result.duringCalls })
      return { value: result.afterwards, delivered: result.delivered, expected: calls }
    })
    const before = await interleave(context, 'first ten calls', rounds, (contestant, round) => {
      return whileCalling.get(contestant)[round]
    })
    return [...before, ...afterwards]
  }
}
