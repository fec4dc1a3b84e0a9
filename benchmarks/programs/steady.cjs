// Makes so many calls per second, and tells how long timers were kept waiting and what a call cost.
const { monitorEventLoopDelay } = require('node:perf_hooks')
const { task, settle, report } = require('./conversation.cjs')
const { createClient } = require('./clients.cjs')

const { kind, url, callsPerSecond, calls, warmUp } = task
const client = createClient(kind, url, 64)

async function run(count, callsPerSecond) {
  const open = []
  const start = performance.now()
  const pause = Math.max(1, 1_000 / callsPerSecond)
  while (open.length < count) {
    const due = Math.min(count, ((performance.now() - start) * callsPerSecond) / 1_000)
    while (open.length < due) open.push(client())
    await new Promise(resolve => setTimeout(resolve, pause))
  }
  await Promise.all(open)
  return (count / (performance.now() - start)) * 1_000
}

async function main() {
  await run(warmUp, 5_000)
  await settle(warmUp)
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  histogram.enable()
  const before = process.cpuUsage()
  const reached = await run(calls, callsPerSecond)
  if (reached < 0.95 * callsPerSecond) throw new Error(`only ${reached} calls per second`)
  histogram.disable()
  await settle(warmUp + calls)
  const { user, system } = process.cpuUsage(before)
  report({
    microseconds: [(user + system) / calls],
    p99: histogram.percentile(99) / 1e6
  })
}

void main()
