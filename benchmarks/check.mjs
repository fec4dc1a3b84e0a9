// Compares the ratios of one run with those in expected.json; ends with 1 after a clear loss.
//   node benchmarks/check.mjs [--rounds n] [--node <binary>]
//   node benchmarks/check.mjs --write --json <file of run.mjs>    makes its ratios the expected ones
import { readFileSync, writeFileSync } from 'node:fs'
import { bare, outspan } from './harness/contestants.mjs'
import { readOptions } from './harness/options.mjs'
import { formatRatio } from './harness/print-results.mjs'
import { Services } from './harness/services.mjs'
import { formatTable } from './harness/statistics.mjs'
import { verdictOn } from './harness/verdict.mjs'
import { versionOf } from './harness/write-results.mjs'
import { cpuPerCall } from './measures/cpu-per-call.mjs'
import { memory } from './measures/memory.mjs'
import { startUp } from './measures/start-up.mjs'

const file = new URL('expected.json', import.meta.url)
const options = readOptions()
const measures = [startUp, cpuPerCall, memory]
const allExpected = JSON.parse(readFileSync(file, 'utf8'))
const major = majorOf(versionOf(options.node))
const expected = allExpected[major]

if (options.write && options.json === undefined) {
  fail('--write needs --json and a file of run.mjs')
} else if (options.write) {
  writeExpected(JSON.parse(readFileSync(options.json, 'utf8')))
} else if (expected === undefined) {
  fail(`nothing is expected of Node ${major} yet: --write`)
} else {
  await check()
}

/** What loses is measured again, as a machine has its moods: twice is a loss. */
async function check() {
  const first = await measureOurs(measures)
  const losing = first.filter(result => verdictOf(result) === 'LOSS')
  const again = await measureOurs(new Set(losing.map(({ measure }) => measure)))
  const results = first.map(result => {
    return losing.includes(result) ? again.find(isOf(result.scenario)) : result
  })
  const names = new Set([...Object.keys(expected), ...results.map(({ scenario }) => scenario)])
  compare([...names].map(name => [name, results.find(isOf(name)), expected[name]]))
}

async function measureOurs(some) {
  const services = await Services.start()
  const context = { ...options, services, contestants: [bare, outspan()] }
  const ours = []
  try {
    for (const one of some) {
      const results = await one.measure(context)
      ours.push(...results.map(result => ({ ...result, measure: one })))
    }
  } finally {
    services.stop()
  }
  return ours.filter(({ contestant }) => contestant === 'outspan')
}

function verdictOf(result) {
  return verdictOn(result, expected[result.scenario])
}

function isOf(name) {
  return ({ scenario }) => scenario === name
}

function compare(scenarios) {
  const rows = scenarios.map(([name, result, known]) => {
    return [name, formatRatio(result?.ratio), formatRatio(known), verdictOn(result, known)]
  })
  console.log(formatTable(['ratio to the bare program', 'now', 'expected', ''], rows))
  if (rows.some(([, , , verdict]) => verdict !== 'ok')) process.exitCode = 1
}

function writeExpected({ node, results }) {
  const names = measures.map(({ name }) => name)
  const isOurs = one => one.contestant === 'outspan' && names.includes(one.measure)
  const ours = results.filter(isOurs)
  const lost = ours.filter(({ deliveredShare }) => deliveredShare < 1)
  if (lost.length > 0) return fail(`spans are lost: ${lost.map(({ scenario }) => scenario)}`)
  const ratios = Object.fromEntries(ours.map(({ scenario, ratio }) => [scenario, ratio]))
  const all = { ...allExpected, [majorOf(node)]: ratios }
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`)
}

function majorOf(version) {
  return version.split('.')[0]
}

function fail(reason) {
  console.error(reason)
  process.exitCode = 1
}
