// What a call costs more with the agent, as the program grows: in one run, the bare program and the
// agent in turn. node benchmarks/scale.mjs [--rounds n] [--calls n] [--node <binary>] [--json <file>]
import { bare, outspan } from './harness/contestants.mjs'
import { interleave } from './harness/interleave.mjs'
import { readOptions } from './harness/options.mjs'
import { printResults } from './harness/print-results.mjs'
import { runProgram } from './harness/run-program.mjs'
import { Services } from './harness/services.mjs'
import { writeResults } from './harness/write-results.mjs'

const { rounds = 5, calls = 8_000, node, json } = readOptions()
const services = await Services.start()
const context = { node, services, contestants: [bare, outspan()] }
const usual = { kind: 'http', url: services.urls.http, inFlight: 32, calls, warmUp: calls / 2 }

/** What grows, through which values, and how a program's task follows from one. */
const dimensions = {
  'in flight': [[1, 2, 4, 8, 16, 32], inFlight => ({ inFlight })],
  'calls made before': [[4_000, 20_000, 50_000, 100_000], warmUp => ({ warmUp })],
  hosts: [[1, 10, 100, 1_000, 10_000], hosts => ({ hosts, warmUp: Math.max(hosts, usual.warmUp) })],
  'blacklist entries': [[0, 10, 100, 1_000], count => ({ environment: blacklistOf(count) })],
  'calls per second': [[10, 100, 1_000, 10_000], steadyTask],
  endpoint: [['up', 'down'], state => ({ isEndpointDown: state === 'down' })]
}

const results = []
try {
  for (const [dimension, [values, taskFor]] of Object.entries(dimensions)) {
    for (const value of values) {
      const measured = await measurePoint(`${dimension}: ${value}`, { ...usual, ...taskFor(value) })
      printResults('µs of CPU per call', measured)
      results.push(...measured.map(result => ({ dimension, at: value, ...result })))
    }
  }
} finally {
  services.stop()
}
writeResults(json, node, results)

function measurePoint(scenario, task) {
  const expected = task.warmUp + task.calls
  return interleave(context, scenario, rounds, async contestant => {
    const program = task.callsPerSecond === undefined ? 'calls' : 'steady'
    const { microseconds, delivered } = await runProgram(context, contestant, program, task)
    return { value: microseconds, delivered, expected }
  })
}

function blacklistOf(count) {
  const hosts = Array.from({ length: count }, (_, i) => `listed-${i}.example`)
  return { OUTSPAN_BLACKLIST_HOSTNAMES: hosts.join(',') }
}

// At ten calls per second, some seconds are needed for the cost of a call to be more than noise.
function steadyTask(callsPerSecond) {
  const seconds = callsPerSecond < 100 ? 6 : 2
  return { callsPerSecond, seconds, calls: callsPerSecond * seconds }
}
