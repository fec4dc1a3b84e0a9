import { interleave } from '../harness/interleave.mjs'
import { runProgram } from '../harness/run-program.mjs'

// Shorter than the defaults, so that nobody waits: the first export is the same.
const few = { calls: 10, inFlight: 1, interval: 1_000 }
/** Just under a batch of ours, which would be sent at once. */
const nearlyBatch = { calls: 450, inFlight: 10, interval: 2_000 }

/** The longest time for which an event loop with next to no work stands still. */
export const longestStall = {
  name: 'longest-stall',
  unit: 'ms of the longest stall',
  measure(context) {
    return interleave(context, context.rounds ?? 3, async contestant => {
      const first = await measureOne(context, contestant, few)
      const full = await measureOne(context, contestant, nearlyBatch)
      return {
        'first ten calls': { value: first.duringCalls },
        'idle, first export': first.export,
        'idle, first export of 450 spans': full.export
      }
    })
  }
}

async function measureOne(context, contestant, { calls, inFlight, interval }) {
  const environment = {
    OUTSPAN_EXPORT_INTERVAL: String(interval),
    OTEL_BSP_SCHEDULE_DELAY: String(interval)
  }
  const url = context.services.urls.http
  const task = { kind: 'http', url, calls, inFlight, interval, environment }
  const result = await runProgram(context, contestant, 'first-export', task)
  const { duringCalls, afterwards, delivered } = result
  return { duringCalls, export: { value: afterwards, delivered, expected: calls } }
}
