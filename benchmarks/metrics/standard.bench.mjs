// Processor time of a program without and with standard metrics, in turn, in percent of one
// processor. Run after `npm run build:all`: node benchmarks/metrics/standard.bench.mjs [rounds] [seconds]
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { summarize } from '../harness/statistics.mjs'

const rounds = Number(process.argv[2] ?? 5)
const seconds = Number(process.argv[3] ?? 10)
const register = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'register.js')
const connectionString =
  'InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=http://127.0.0.1:9'

const programs = {
  idle: '',
  // 40 MB of garbage a second, in steps of 10 ms.
  'making garbage': `
    let kept = []
    setInterval(() => {
      for (let i = 0; i < 4000; i++) kept.push({ i, text: 'text ' + i })
      if (kept.length > 100_000) kept = []
    }, 10)`
}
const measure = `
  setTimeout(() => {
    const before = process.cpuUsage()
    setTimeout(() => {
      const { user, system } = process.cpuUsage(before)
      console.log((user + system) / ${seconds * 1e6} * 100)
      process.exit()
    }, ${seconds * 1e3})
  }, 1000)`

for (const [name, program] of Object.entries(programs)) {
  const results = { without: [], with: [] }
  for (let round = 0; round < rounds; round++) {
    results.without.push(runOnce(program, ''))
    results.with.push(runOnce(program, 'standard'))
  }
  const [bare, measured] = [summarize(results.without).median, summarize(results.with).median]
  const added = (measured - bare).toFixed(3)
  console.log(
    `${name}: ${bare.toFixed(3)} % without, ${measured.toFixed(3)} % with, ${added} added`
  )
}

function runOnce(program, metrics) {
  const env = {
    PATH: process.env.PATH,
    APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString,
    OUTSPAN_ENABLE_LOCAL_STORAGE: 'false',
    OUTSPAN_LOG_LEVEL: 'off',
    OUTSPAN_METRICS: metrics
  }
  const args = ['-r', register, '-e', program + measure]
  return Number(spawnSync(process.execPath, args, { env, encoding: 'utf8' }).stdout)
}
