// CPU time of a call without and with the agent, delivery included: both in turn, in one run.
// node benchmarks/cpu-per-call.bench.mjs [rounds] [calls]
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { localhostCertificate } from '../build/test/tools/localhost-certificate.js'
import { formatTable, median } from './statistics.mjs'

const rounds = Number(process.argv[2] ?? 5)
const calls = Number(process.argv[3] ?? 10_000)
const here = dirname(fileURLToPath(import.meta.url))
const register = join(here, '..', 'register.js')
const folder = mkdtempSync(join(tmpdir(), 'outspan-bench-'))
const certificate = ['key', 'cert'].map(name => {
  const path = join(folder, `${name}.pem`)
  writeFileSync(path, localhostCertificate[name])
  return path
})
const server = fork(join(here, 'programs', 'server.mjs'), certificate)

try {
  const [port, tlsPort] = await new Promise(resolve => server.once('message', resolve))
  const endpoint = `http://127.0.0.1:${port}`
  const urls = {
    http: endpoint,
    https: `https://127.0.0.1:${tlsPort}`,
    fetch: endpoint,
    undici: endpoint
  }
  const rows = []
  for (const [kind, url] of Object.entries(urls)) {
    for (const inFlight of [1, 32]) rows.push(await compare(kind, url, inFlight, endpoint))
  }
  console.log(`Node ${process.version}, ${rounds} rounds of ${calls} calls, medians`)
  console.log(
    formatTable(['client', 'in flight', 'bare µs', 'agent µs', 'added µs', 'ratio'], rows)
  )
} finally {
  server.disconnect()
  rmSync(folder, { recursive: true })
}

async function compare(kind, url, inFlight, endpoint) {
  const bare = []
  const traced = []
  for (let round = 0; round < rounds; round++) {
    bare.push(await measure(kind, url, inFlight, [], {}))
    const connectionString = `InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=${endpoint}`
    traced.push(
      await measure(kind, url, inFlight, ['-r', register], {
        APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString
      })
    )
  }
  const added = median(traced.map((value, i) => value - bare[i]))
  const ratio = median(traced.map((value, i) => value / bare[i]))
  return [kind, inFlight, median(bare), median(traced), added, ratio].map(value =>
    typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(2) : String(value)
  )
}

function measure(kind, url, inFlight, execArgv, env) {
  const args = [kind, url, calls, inFlight].map(String)
  const child = fork(join(here, 'programs', 'calls.mjs'), args, {
    execArgv,
    env: { PATH: process.env.PATH, ...env }
  })
  return new Promise((resolve, reject) => {
    child.once('message', ({ microseconds }) => resolve(microseconds))
    child.once('exit', code => reject(new Error(`${kind} ended with ${code} before its result`)))
  })
}
