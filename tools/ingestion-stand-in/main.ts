import { parseArgs } from 'node:util'
import { describeViolation } from './describe-log.js'
import { type Reporter, startIngestionStandIn } from './server.js'

// Only telemetry goes to stdout, so that it can be piped on.
const reporter: Reporter = {
  accepted: envelope => console.log(JSON.stringify(envelope)),
  violation: violation => console.error(describeViolation(violation)),
  protocolError: text => console.error(text)
}

/** Runs a stand-in until a signal ends it: `main.js [--port N]`. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } })
  const standIn = await startIngestionStandIn({ port: Number(values.port), reporter })
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => standIn.close())
  // Last, as whoever reads it may send telemetry, or the signal, at once.
  console.log(standIn.connectionString)
}

main()
