// How a program under measurement talks with the benchmark that started it.
const { once } = require('node:events')
const { setTimeout: delay } = require('node:timers/promises')

// A program that waits for a flush only would seem to be at its end, and some agents would close.
process.channel.ref()

/** What the program is to do. */
exports.task = JSON.parse(process.argv[2])

/** Sends the telemetry of so many calls, and waits until it has arrived, but for what is lost;
 * while the endpoint is down, until the agent has put it elsewhere. */
exports.settle = async calls => {
  const flushed = globalThis[Symbol.for('benchmark.flush')]?.()
  // Some agents would go on trying.
  await (exports.task.isEndpointDown ? Promise.race([flushed, delay(2_000)]) : flushed)
  await untilSettled({ settle: calls, isFlushed: true })
}

/** The same for telemetry that the agent sends when it is its own time. */
exports.arrived = calls => untilSettled({ settle: calls, isFlushed: false })

async function untilSettled(message) {
  process.send(message)
  await once(process, 'message')
}

/** The last word of a program. */
exports.report = result => process.send({ result }, () => process.exit())
