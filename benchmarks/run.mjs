// Measures outspan, a hand-written minimum and the bare program in turn.
//   node benchmarks/run.mjs [--measure <name>[=<rounds>]]… [--rounds n] [--calls n] [--node <binary>]
//                           [--agent <folder of another built clone>]… [--peers] [--json <file>]
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { bare, minimum, outspan } from './harness/contestants.mjs'
import { readOptions, toNumber } from './harness/options.mjs'
import { printResults } from './harness/print-results.mjs'
import { Services } from './harness/services.mjs'
import { versionOf, writeResults } from './harness/write-results.mjs'
import { cpuPerCall } from './measures/cpu-per-call.mjs'
import { cpuPerFrameworkRequest, cpuPerRequest } from './measures/cpu-per-request.mjs'
import { eventLoopDelay } from './measures/event-loop-delay.mjs'
import { exportPerSpan } from './measures/export-per-span.mjs'
import { installSize } from './measures/install-size.mjs'
import { longestStall } from './measures/longest-stall.mjs'
import { memory } from './measures/memory.mjs'
import { startUp } from './measures/start-up.mjs'
import { installPeers } from './peers/install-peers.mjs'

const measures = [
  startUp,
  cpuPerCall,
  cpuPerRequest,
  memory,
  eventLoopDelay,
  longestStall,
  installSize,
  exportPerSpan
]

/** Not without being asked: the others take minutes already. */
const furtherMeasures = [cpuPerFrameworkRequest]

const options = readOptions()
const json = options.json ?? fileURLToPath(new URL('../build/bench.json', import.meta.url))
const started = performance.now()
const others = options.agent.map(folder => outspan(folder, `outspan at ${folder}`))
const peers = options.peers ? installPeers(options['peer-folder']) : []
const contestants = [bare, minimum, outspan(), ...others, ...peers]
const services = await Services.start()
const results = []
console.log(
  `Node ${versionOf(options.node)}, ${cpus().length} cores; medians, quartiles in brackets`
)
try {
  for (const { name, unit, measure, rounds } of chosenMeasures()) {
    const measured = await measure({ ...options, rounds, contestants, services })
    printResults(unit, measured)
    results.push(...measured.map(result => ({ measure: name, unit, ...result })))
    // An hour of measuring is not to be lost by its last minute.
    writeResults(json, options.node, results)
  }
} finally {
  services.stop()
}
console.log(`\n${Math.round((performance.now() - started) / 1_000)} seconds; figures in ${json}`)
reportLostSpans()

function chosenMeasures() {
  const { measure: names = measures.map(({ name }) => name) } = options
  return names.map(text => {
    const [name, rounds] = text.split('=')
    const found = [...measures, ...furtherMeasures].find(measure => measure.name === name)
    if (found === undefined) throw new Error(`no measure ${name}`)
    return { ...found, rounds: toNumber(rounds) ?? options.rounds }
  })
}

/** Ours may lose none; what peers lose stands in the table. */
function reportLostSpans() {
  const isLosing = one => one.contestant === 'outspan' && one.deliveredShare < 1
  const losing = results.filter(isLosing).map(({ scenario }) => scenario)
  if (losing.length === 0) return
  console.error(`spans of outspan are LOST: ${losing.join('; ')}`)
  process.exitCode = 1
}
