// Makes a few calls, then idles until their telemetry has arrived, and tells the longest time for
// which the event loop stood still meanwhile.
const { setTimeout: delay } = require('node:timers/promises')
const { task, arrived, report } = require('./conversation.cjs')
const { createClient } = require('./clients.cjs')
const { watchStalls } = require('./stalls.cjs')

const { kind, url, calls, idle } = task

async function main() {
  const client = createClient(kind, url, 1)
  const longest = watchStalls()
  for (let i = 0; i < calls; i++) {
    await client()
    await delay(10)
  }
  const duringCalls = longest()
  await delay(idle)
  await arrived(calls)
  await delay(100)
  report({ duringCalls, afterwards: longest() })
}

void main()
