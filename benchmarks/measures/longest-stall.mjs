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
    const first = new Map()
    const measureOne = async contestant => {
      const result = await runProgram(context, contestant, 'first-export', task)
      const { duringCalls, afterwards, delivered } = result
      const rounds = first.get(contestant) ?? first.set(contestant, []).get(contestant)
      rounds.push(duringCalls)
      return { value: afterwards, delivered, expected: calls }
    }
    const rounds = context.rounds ?? 5
    const exports = await interleave(context, 'idle, first export', rounds, measureOne)
    const replay = contestant => ({ value: first.get(contestant).shift() })
    return [...(await interleave(context, 'first ten calls', rounds, replay)), ...exports]
  }
}
