// Measures outspan, a hand-written minimum and the bare program in turn.
//   node benchmarks/run.mjs [--measure <name>]… [--rounds n] [--calls n] [--node <binary>]
//                           [--agent <folder of another built clone>]… [--peers] [--json <file>]
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { bare, minimum, outspan } from './harness/contestants.mjs'
import { readOptions } from './harness/options.mjs'
import { printResults } from './harness/print-results.mjs'
import { Services } from './harness/services.mjs'
import { cpuPerCall } from './measures/cpu-per-call.mjs'
import { eventLoopDelay } from './measures/event-loop-delay.mjs'
import { installSize } from './measures/install-size.mjs'
import { longestStall } from './measures/longest-stall.mjs'
import { memory } from './measures/memory.mjs'
import { startUp } from './measures/start-up.mjs'

const measures = [startUp, cpuPerCall, memory, eventLoopDelay, longestStall, installSize]

const options = readOptions()
const version = execFileSync(options.node, ['--version'], { encoding: 'utf8' }).trim()
const started = performance.now()
const others = options.agent.map(folder => outspan(folder, `outspan at ${folder}`))
const peers = []
const contestants = [bare, minimum, outspan(), ...others, ...peers]
const services = await Services.start()
const results = []
console.log(`Node ${version}, ${cpus().length} cores; medians, quartiles in brackets`)
try {
  for (const { name, unit, measure } of chosenMeasures()) {
    const measured = await measure({ ...options, contestants, services })
    printResults(unit, measured)
    results.push(...measured.map(result => ({ measure: name, unit, ...result })))
  }
} finally {
  services.stop()
}
console.log(`\n${Math.round((performance.now() - started) / 1_000)} seconds`)
if (options.json) {
  const date = new Date().toISOString().slice(0, 10)
  writeFileSync(options.json, `${JSON.stringify({ date, node: version, results }, null, 1)}\n`)
}

function chosenMeasures() {
  const { measure: names = measures.map(({ name }) => name) } = options
  return names.map(name => {
    const found = measures.find(measure => measure.name === name)
    if (found === undefined) throw new Error(`no measure ${name}`)
    return found
  })
}
