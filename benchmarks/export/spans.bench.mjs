// What it costs to export a span, from the queue to the answer of the service, beside Microsoft's
// exporter: both in turn, in one run. `node benchmarks/export/spans.bench.mjs [rounds]` installs
// that into a temporary folder, or uses the folder in OUTSPAN_BENCH_PEERS.
import { execFileSync, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { localhostCertificate } from '../../build/test/tools/localhost-certificate.js'
import { connectionString } from '../harness/contestants.mjs'
import { formatTable, summarize } from '../harness/statistics.mjs'

const rounds = Number(process.argv[2] ?? 7)
const peer = '@azure/monitor-opentelemetry-exporter@1.0.0-beta.45'
const programs = { outspan: 'export-outspan.mjs', [peer]: 'export-vendor.mjs' }
const received = { items: 0, bytes: 0 }
// Microsoft's exporter speaks https only, whatever its connection string says.
const server = createServer(localhostCertificate, receive)
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
const target = connectionString(`https://127.0.0.1:${server.address().port}`)
const folder = process.env.OUTSPAN_BENCH_PEERS ?? mkdtempSync(join(tmpdir(), 'outspan-bench-'))

try {
  if (!process.env.OUTSPAN_BENCH_PEERS) install()
  const results = Object.keys(programs).map(name => ({ name, runs: [] }))
  for (let round = 0; round < rounds; round++) {
    for (const { name, runs } of results) runs.push(await runProgram(programs[name]))
  }
  console.log(`Node ${process.version}, ${rounds} rounds, medians and quartiles`)
  const head = ['exporter', 'CPU µs/span', 'quartiles', 'spans/s', 'bytes/span']
  console.log(formatTable(head, results.map(toRow)))
} finally {
  server.close()
  if (!process.env.OUTSPAN_BENCH_PEERS) rmSync(folder, { recursive: true })
}

function install() {
  const options = ['--no-audit', '--no-fund', '--loglevel=error', '--prefix', folder]
  execFileSync('npm', ['install', ...options, peer], { stdio: 'inherit' })
}

async function runProgram(file) {
  Object.assign(received, { items: 0, bytes: 0 })
  const path = fileURLToPath(new URL(`../programs/${file}`, import.meta.url))
  const env = {
    PATH: process.env.PATH,
    APPLICATION_INSIGHTS_NO_STATSBEAT: 'true',
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
    NODE_NO_WARNINGS: '1'
  }
  const child = fork(path, [target, folder], { env })
  const result = await new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', code => reject(new Error(`${file} ended with ${code} before its result`)))
  })
  return { ...result, bytes: received.bytes / received.items }
}

async function receive(request, response) {
  const body = await buffer(request)
  const isCompressed = request.headers['content-encoding'] === 'gzip'
  const text = (isCompressed ? gunzipSync(body) : body).toString()
  const items = text.startsWith('[') ? JSON.parse(text) : text.split('\n').map(JSON.parse)
  received.items += items.length
  received.bytes += body.length
  response.setHeader('content-type', 'application/json')
  const counts = { itemsReceived: items.length, itemsAccepted: items.length }
  response.end(JSON.stringify({ ...counts, errors: [] }))
}

function toRow({ name, runs }) {
  const cpu = summarize(runs.map(run => run.microseconds))
  const rest = ['perSecond', 'bytes'].map(key => summarize(runs.map(run => run[key])).median)
  const quartiles = `${cpu.low.toFixed(1)}–${cpu.high.toFixed(1)}`
  return [name, cpu.median.toFixed(1), quartiles, ...rest.map(value => value.toFixed(0))]
}
