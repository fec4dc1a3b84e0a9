// Makes so many calls per second, and tells how long timers were kept waiting and what a call cost.
const { monitorEventLoopDelay } = require('node:perf_hooks')
const { task, settle, report } = require('./conversation.cjs')
const { createClient } = require('./clients.cjs')

const { kind, url, callsPerSecond, seconds } = task
const client = createClient(kind, url, 64)

async function run(count) {
  const calls = []
  const start = performance.now()
  while (calls.length < count) {
    const due = Math.min(count, ((performance.now() - start) * callsPerSecond) / 1_000)
    while (calls.length < due) calls.push(client())
    await new Promise(resolve => setTimeout(resolve, 1))
  }
  await Promise.all(calls)
}

async function main() {
  const warmUp = callsPerSecond
  const measured = callsPerSecond * seconds
  await run(warmUp)
  await settle(warmUp)
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  histogram.enable()
  const before = process.cpuUsage()
  await run(measured)
  histogram.disable()
  await settle(warmUp + measured)
  const { user, system } = process.cpuUsage(before)
  report({ microseconds: (user + system) / measured, p99: histogram.percentile(99) / 1e6 })
}

void main()
