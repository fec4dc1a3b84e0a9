// Makes calls with one kind of client, in phases of so many in flight, and tells the CPU time that
// each took until its telemetry had arrived, and the memory that the process has at the end.
const { task, settle, report } = require('./conversation.cjs')
const { createClient } = require('./clients.cjs')

const { kind, url, phases, warmUp, hosts } = task
const most = Math.max(...phases.map(({ inFlight }) => inFlight))
const client = createClient(kind, url, most, hosts)
let made = 0

async function run(calls, inFlight) {
  made += calls
  let left = calls
  const worker = async () => {
    while (left-- > 0) await client()
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  await settle(made)
}

async function measure({ calls, inFlight }) {
  const before = process.cpuUsage()
  await run(calls, inFlight)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / calls
}

async function main() {
  // Let the compiler settle; what it costs then is not the call.
  await run(warmUp, most)
  const microseconds = []
  for (const phase of phases) microseconds.push(await measure(phase))
  report({ microseconds, rss: process.memoryUsage().rss })
}

void main()
