// Compares the ratios of one run with those in expected.json; ends with 1 after a clear loss.
//   node benchmarks/check.mjs [--write] [--rounds n] [--node <binary>]
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { isClearLoss } from './harness/clear-loss.mjs'
import { bare, outspan } from './harness/contestants.mjs'
import { readOptions } from './harness/options.mjs'
import { formatRatio } from './harness/print-results.mjs'
import { Services } from './harness/services.mjs'
import { formatTable } from './harness/statistics.mjs'
import { versionOf } from './harness/write-results.mjs'
import { cpuPerCall } from './measures/cpu-per-call.mjs'
import { memory } from './measures/memory.mjs'
import { startUp } from './measures/start-up.mjs'

const file = new URL('expected.json', import.meta.url)
const options = readOptions()
const [major] = versionOf(options.node).split('.')
const ratios = await measureRatios()
const expected = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
if (options.write) {
  writeFileSync(file, `${JSON.stringify({ ...expected, [major]: ratios }, null, 2)}\n`)
} else if (expected[major] === undefined) {
  throw new Error(`nothing is expected of Node ${major} yet: --write`)
} else {
  compare(expected[major])
}

/** Ratio to the bare program, by scenario. */
async function measureRatios() {
  const services = await Services.start()
  const context = { ...options, services, contestants: [bare, outspan()] }
  const ratios = {}
  try {
    for (const { measure } of [startUp, cpuPerCall, memory]) {
      const results = await measure(context)
      const ours = results.filter(({ contestant }) => contestant === 'outspan')
      for (const { scenario, ratio } of ours) ratios[scenario] = ratio
    }
  } finally {
    services.stop()
  }
  return ratios
}

function compare(before) {
  const rows = Object.entries(ratios).map(([scenario, ratio]) => {
    const known = before[scenario]
    return [scenario, formatRatio(ratio), formatRatio(known), verdictOn(ratio, known)]
  })
  console.log(formatTable(['ratio to the bare program', 'now', 'expected', ''], rows))
  if (rows.some(([, , , verdict]) => verdict === 'LOSS')) process.exitCode = 1
}

function verdictOn(ratio, known) {
  if (known === undefined) return 'new: --write'
  return isClearLoss(ratio, known) ? 'LOSS' : 'ok'
}
