// One measurement with two tags, beside the cost of Map.get with a text on this machine, and whether
// it allocates. Run after `npm run build:all`.
import { GCProfiler } from 'node:v8'
import { bench, do_not_optimize, run } from 'mitata'
import { DistributionAggregation } from '../../build/src/metrics/aggregation.js'
import { measureDouble } from '../../build/src/metrics/measure.js'
import { stats } from '../../build/src/metrics/stats.js'
import { View } from '../../build/src/metrics/view.js'

const measure = measureDouble('bench/latency', 'time of a call', 'ms')
const tagKeys = ['method', 'status']
const aggregation = new DistributionAggregation([1, 10, 100, 1_000])
stats.registerView(new View({ name: 'bench/latency', tagKeys, measure, aggregation }))

const numbers = Array.from({ length: 256 }, (_, i) => i)
const tags = numbers.map(i => ({ method: i & 1 ? 'GET' : 'PUT', status: String(200 + (i & 15)) }))
const measurements = numbers.map(i => [{ measure, value: i * 1.7 }])
const names = numbers.map(i => `name ${i}`)
const map = new Map(names.map((name, i) => [name, i]))
let next = 0

const getFromMap = () => map.get(names[next++ & 255])
const record = () => stats.record(measurements[next & 255], tags[next++ & 255])

bench('Map.get of a string', () => do_not_optimize(getFromMap()))
bench('stats.record, one measurement, two tags', record)
await run()

// Sixteen bytes a call would fill the young generation several times.
const calls = 5_000_000
countCollections()
console.log(`${countCollections()} collections of garbage in ${calls} calls of stats.record`)

function countCollections() {
  const profiler = new GCProfiler()
  profiler.start()
  for (let i = 0; i < calls; i++) record()
  return profiler.stop().statistics.length
}
