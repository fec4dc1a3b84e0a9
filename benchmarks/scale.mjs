// What a call costs more with the agent, as the program grows: in one run, the bare program and the
// agent in turn. node benchmarks/scale.mjs [--rounds n] [--calls n] [--node <binary>] [--json <file>]
import { bare, outspan } from './harness/contestants.mjs'
import { summarizeRounds } from './harness/interleave.mjs'
import { readOptions } from './harness/options.mjs'
import { formatShare } from './harness/print-results.mjs'
import { runProgram } from './harness/run-program.mjs'
import { Services } from './harness/services.mjs'
import { formatTable } from './harness/statistics.mjs'
import { writeResults } from './harness/write-results.mjs'

const { rounds = 5, calls = 8_000, node, json } = readOptions()
const services = await Services.start()
const usual = { kind: 'http', url: services.urls.http, calls, inFlight: 32, warmUp: 20_000 }

/** What grows, through which values, and how a program's task follows from one. */
const dimensions = {
  'calls in flight': [[1, 2, 4, 8, 16, 32], inFlight => ({ inFlight })],
  'calls made before': [[1_000, 10_000, 50_000, 100_000], warmUp => ({ warmUp })],
  hosts: [[1, 10, 100, 1_000, 10_000], hosts => ({ hosts })],
  'blacklist entries': [[0, 10, 100, 1_000], count => ({ environment: blacklistOf(count) })],
  'calls per second': [[10, 100, 1_000, 10_000], steadyTask],
  endpoint: [['up', 'down'], state => ({ isEndpointDown: state === 'down' })]
}

const results = []
try {
  for (const [dimension, [values, taskFor]] of Object.entries(dimensions)) {
    const points = await measurePoints(values, taskFor)
    console.log(`\n${dimension}: µs of CPU per call, medians`)
    console.log(formatTable(['', 'bare program', 'outspan adds', 'delivered'], points.map(toRow)))
    results.push(...points.map(point => ({ dimension, ...point })))
  }
} finally {
  services.stop()
}
writeResults(json, node, results)

/** All values in turn in every round, so that the machine's mood does not look like growth. */
async function measurePoints(values, taskFor) {
  const points = values.map(at => ({
    at,
    task: withPhases({ ...usual, ...taskFor(at) }),
    base: [],
    traced: []
  }))
  for (let round = 0; round < rounds; round++) {
    for (const { task, base, traced } of points) {
      base.push(await measureOne(bare, task))
      traced.push(await measureOne(outspan(), task))
    }
  }
  return points.map(({ at, base, traced }) => {
    return { at, bare: summarizeRounds(base, base).value, ...summarizeRounds(traced, base) }
  })
}

async function measureOne(contestant, task) {
  const program = task.callsPerSecond === undefined ? 'calls' : 'steady'
  const result = await runProgram({ node, services }, contestant, program, task)
  const { microseconds, delivered } = result
  return { value: microseconds[0], delivered, expected: task.warmUp + task.calls }
}

function toRow({ at, bare: { median }, added, deliveredShare }) {
  return [String(at), median.toFixed(1), added.median.toFixed(1), formatShare(deliveredShare)]
}

function withPhases({ inFlight, ...task }) {
  return { ...task, phases: [{ inFlight, calls: task.calls }] }
}

function blacklistOf(count) {
  const hosts = Array.from({ length: count }, (_, i) => `listed-${i}.example`)
  return { OUTSPAN_BLACKLIST_HOSTNAMES: hosts.join(',') }
}

// At ten calls per second, some seconds are needed for the cost of a call to be more than noise.
function steadyTask(callsPerSecond) {
  return { callsPerSecond, calls: callsPerSecond * (callsPerSecond < 100 ? 6 : 2) }
}
