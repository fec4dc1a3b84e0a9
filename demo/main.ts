import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runClients } from './clients.js'
import type { Conclusion, Destination, RunRecord } from './destination.js'
import { writeCertificate } from './environment.js'
import { introduce } from './introduction.js'
import { Launcher } from './launcher.js'
import { createPaint } from './paint.js'
import { ResourceDestination } from './resource-destination.js'
import type { Program } from './run-program.js'
import { readServedCalls, type Services, startServices, stopServices } from './services.js'
import { StandInDestination } from './stand-in-destination.js'

/** Milliseconds after which the programs are killed. */
const timeLimit = 25_000

/** Runs programs that outspan traces, and shows what became of their calls. */
async function main(): Promise<void> {
  const destination = await chooseDestination()
  try {
    const { lines, problems } = await run(destination)
    print(lines)
    if (problems.length > 0) throw new Error(problems.join('\n  '))
  } finally {
    await destination.close()
  }
}

async function chooseDestination(): Promise<Destination> {
  const connectionString = process.env['APPLICATIONINSIGHTS_CONNECTION_STRING']
  if (connectionString) return new ResourceDestination(connectionString)
  return StandInDestination.start(createPaint(process.stdout))
}

async function run(destination: Destination): Promise<Conclusion> {
  const directory = mkdtempSync(join(tmpdir(), 'outspan-demo-'))
  const certificate = writeCertificate(directory)
  const launcher = new Launcher({
    APPLICATIONINSIGHTS_CONNECTION_STRING: destination.connectionString,
    OUTSPAN_STORAGE_DIRECTORY: directory,
    NODE_EXTRA_CA_CERTS: certificate.trusted
  })
  const release = endInTime(reason => launcher.end(reason))
  try {
    const services = await startServices(launcher, certificate)
    print(introduce(services, destination))
    const checkout = await runClients(launcher, services)
    await destination.settle()
    await stopServices(services)
    return destination.conclude(recordOf(services, checkout))
  } finally {
    release()
    launcher.end('the demo is over')
    rmSync(directory, { recursive: true })
  }
}

/** @returns what makes it forget about the end */
function endInTime(end: (reason: string) => void): () => void {
  const timer = setTimeout(() => end(`it was not over after ${timeLimit / 1000} s`), timeLimit)
  const onSignal = (signal: NodeJS.Signals) => end(`it was ended by ${signal}`)
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.on(signal, onSignal)
  return () => {
    clearTimeout(timer)
    for (const signal of signals) process.off(signal, onSignal)
  }
}

function recordOf({ shop, stock, prices, search }: Services, checkout: Program): RunRecord {
  return {
    servedCalls: [...readServedCalls(stock), ...readServedCalls(prices)],
    blacklistedHost: search.host,
    blacklistedCalls: search.calls,
    hasComplaints: [shop, checkout, stock, prices].some(program => program.hasComplaints),
    // The one line that it prints.
    stats: JSON.parse(checkout.output.join(''))
  }
}

function print(lines: readonly string[]): void {
  console.log(lines.join('\n'))
}

main().catch((error: unknown) => {
  console.error(`\nThe demo has failed:\n  ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
})
