// Where the CPU time of http calls goes, 32 in flight, under the agent: the ten functions that
// compute longest by themselves, the ten of ours, and how much of all is ours.
//   node benchmarks/hottest-functions.mjs [--calls n] [--node <binary>] [--json <file>]
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { outspan } from './harness/contestants.mjs'
import { readOptions } from './harness/options.mjs'
import { runProgram } from './harness/run-program.mjs'
import { Services } from './harness/services.mjs'
import { formatTable } from './harness/statistics.mjs'
import { writeResults } from './harness/write-results.mjs'

const { node, json, calls = 50_000 } = readOptions()
const functions = selfTimes(await recordProfile())
const total = functions.reduce((sum, { time }) => sum + time, 0)
const share = time => `${((time / total) * 100).toFixed(1)} %`
const hottest = topTen(functions)
const ours = topTen(functions.filter(({ origin }) => origin === 'outspan'))
const origins = [...new Set(functions.map(({ origin }) => origin))].map(origin => {
  const own = functions.filter(candidate => candidate.origin === origin)
  return [origin, share(own.reduce((sum, { time }) => sum + time, 0))]
})
console.log(`${formatTable(['function', 'of', 'own time'], hottest)}\n`)
console.log(`${formatTable(['function', 'of', 'own time'], ours)}\n`)
console.log(formatTable(['all functions of', 'own time'], origins))
writeResults(json, node, { rounds: 1, hottest, ours, origins })

function topTen(all) {
  const sorted = [...all].sort((a, b) => b.time - a.time)
  return sorted.slice(0, 10).map(({ name, origin, time }) => [name, origin, share(time)])
}

async function recordProfile() {
  const folder = mkdtempSync(join(tmpdir(), 'outspan-profile-'))
  const services = await Services.start()
  try {
    const nodeOptions = ['--cpu-prof', '--cpu-prof-dir', folder]
    const url = services.urls.http
    const phases = [{ inFlight: 32, calls }]
    const task = { kind: 'http', url, phases, warmUp: 1, nodeOptions }
    await runProgram({ node, services }, outspan(), 'calls', task)
    return JSON.parse(readFileSync(join(folder, readdirSync(folder)[0]), 'utf8'))
  } finally {
    services.stop()
    rmSync(folder, { recursive: true })
  }
}

/** Own time of each function, all its places in the tree together; idling is no time. */
function selfTimes({ nodes, samples, timeDeltas }) {
  const places = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const times = new Map()
  for (const [i, id] of samples.entries()) {
    const place = places.get(id)
    const { functionName, url, lineNumber } = place
    if (functionName === '(idle)') continue
    const key = `${functionName} ${url}:${lineNumber}`
    const known = times.get(key)
    const { name, time } = known ?? { name: functionName || sourceOf(place), time: 0 }
    times.set(key, { name, origin: originOf(url), time: time + timeDeltas[i] })
  }
  return [...times.values()]
}

/** Where a function without a name stands, in the source where there is a map to it. */
function sourceOf({ url, lineNumber, columnNumber }) {
  const file = url.startsWith('file:') ? `${fileURLToPath(url)}.map` : ''
  const map = existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : undefined
  const entry = map?.findEntry(lineNumber, columnNumber)
  const { originalSource = url, originalLine = lineNumber } = entry ?? {}
  return `line ${originalLine + 1} of ${basename(originalSource)}`
}

function originOf(url) {
  if (url.startsWith('node:') || url === '') return 'Node'
  if (url.includes('/benchmarks/')) return 'the program'
  // Only the transport has WebAssembly here: undici's parser.
  if (url.includes('/node_modules/') || url.startsWith('wasm:')) return "outspan's dependencies"
  return 'outspan'
}
