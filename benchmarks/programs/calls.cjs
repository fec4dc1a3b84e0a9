// Makes calls with one kind of client, so many in flight, and tells the CPU time that each took
// until its telemetry had arrived, and the memory that the process has at the end.
const { task, settle, report } = require('./conversation.cjs')
const { createClient } = require('./clients.cjs')

const { kind, url, calls, warmUp, inFlight, hosts } = task
const client = createClient(kind, url, inFlight, hosts)

async function run(count) {
  let left = count
  const worker = async () => {
    while (left-- > 0) await client()
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
}

async function main() {
  // Let the compiler settle; what it costs then is not the call.
  await run(warmUp)
  await settle(warmUp)
  const before = process.cpuUsage()
  await run(calls)
  await settle(warmUp + calls)
  const { user, system } = process.cpuUsage(before)
  const { rss } = process.memoryUsage()
  report({ microseconds: (user + system) / calls, rss })
}

void main()
