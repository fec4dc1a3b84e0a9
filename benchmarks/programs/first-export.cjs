// Makes some calls, then idles until their telemetry has arrived, and tells the longest time for
// which the event loop stood still meanwhile.
const { setTimeout: delay } = require('node:timers/promises')
const { task, arrived, report } = require('./conversation.cjs')
const { createClient } = require('./clients.cjs')
const { watchStalls } = require('./stalls.cjs')

const { kind, url, calls, inFlight, interval } = task

async function main() {
  const client = createClient(kind, url, inFlight)
  const start = performance.now()
  const longest = watchStalls()
  for (let made = 0; made < calls; made += inFlight) {
    await Promise.all(Array.from({ length: inFlight }, client))
    await delay(10)
  }
  const duringCalls = longest()
  if (performance.now() - start > interval) throw new Error('the calls took until the first export')
  await delay(interval + 200)
  await arrived(calls)
  await delay(100)
  report({ duringCalls, afterwards: longest() })
}

void main()
