// Time of `node -e 0` without and with the preload, in turn. node benchmarks/start-up.bench.mjs [rounds]
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatTable, median } from './statistics.mjs'

const rounds = Number(process.argv[2] ?? 20)
const register = join(dirname(fileURLToPath(import.meta.url)), '..', 'register.js')
const env = {
  PATH: process.env.PATH,
  APPLICATIONINSIGHTS_CONNECTION_STRING:
    'InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=http://127.0.0.1:9'
}
const programs = {
  'bare program': ['-e', '0'],
  'a program that requires http and https': ['-e', 'require("http"); require("https")'],
  'with the preload': ['-r', register, '-e', '0']
}

const times = Object.fromEntries(Object.keys(programs).map(name => [name, []]))
for (let round = -1; round < rounds; round++) {
  for (const [name, args] of Object.entries(programs)) {
    const start = performance.now()
    spawnSync(process.execPath, args, { env, stdio: 'ignore' })
    if (round >= 0) times[name].push(performance.now() - start) // The first round warms the caches.
  }
}
const bare = median(times['bare program'])
const rows = Object.entries(times).map(([name, values]) => {
  return [name, median(values).toFixed(1), (median(values) - bare).toFixed(1)]
})
console.log(`Node ${process.version}, ${rounds} rounds, medians`)
console.log(formatTable(['start-up', 'ms', 'added ms'], rows))
