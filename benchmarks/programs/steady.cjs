// Makes so many calls per second, and tells how long timers were kept waiting and what a call cost.
const { monitorEventLoopDelay } = require('node:perf_hooks')
const { task, settle, report } = require('./conversation.cjs')
const { createClient } = require('./clients.cjs')

const { kind, url, callsPerSecond, seconds, warmUp } = task
const client = createClient(kind, url, 64)

async function run(count, callsPerSecond) {
  const calls = []
  const start = performance.now()
  const pause = Math.max(1, 1_000 / callsPerSecond)
  while (calls.length < count) {
    const due = Math.min(count, ((performance.now() - start) * callsPerSecond) / 1_000)
    while (calls.length < due) calls.push(client())
    await new Promise(resolve => setTimeout(resolve, pause))
  }
  await Promise.all(calls)
}

async function main() {
  const measured = callsPerSecond * seconds
  await run(warmUp, 2_000)
  await settle(warmUp)
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  histogram.enable()
  const before = process.cpuUsage()
  await run(measured, callsPerSecond)
  histogram.disable()
  await settle(warmUp + measured)
  const { user, system } = process.cpuUsage(before)
  report({ microseconds: (user + system) / measured, p99: histogram.percentile(99) / 1e6 })
}

void main()
