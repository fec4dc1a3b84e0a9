import { availableParallelism, cpus } from 'node:os'
import { readContainerLimits } from './cgroup.js'
import { gauge, type MetricPoint, type MetricProducer } from './point.js'

/** Milliseconds since the machine was started, of all its processors. */
interface MachineTime {
  readonly idle: number
  readonly total: number
}

/** How busy the machine was, and how much of it this process with all its threads. */
export class ProcessorTime implements MetricProducer {
  #machine = readMachineTime()
  #process = process.cpuUsage()

  collect(elapsed: number): readonly MetricPoint[] {
    const ofProcess = this.#takeProcessTime() / elapsed
    return [
      gauge('\\Processor(_Total)\\% Processor Time', 100 * this.#takeMachineShare()),
      gauge('\\Process(??APP_WIN32_PROC??)\\% Processor Time', 100 * ofProcess),
      gauge(
        '\\Process(??APP_WIN32_PROC??)\\% Processor Time Normalized',
        // A container may overdraw its quota for a moment.
        Math.min(100, (100 * ofProcess) / countProcessors())
      )
    ]
  }

  #takeProcessTime(): number {
    const { user, system } = process.cpuUsage(this.#process)
    this.#process = process.cpuUsage()
    return (user + system) / 1000
  }

  /** NaN where the system does not tell. */
  #takeMachineShare(): number {
    const before = this.#machine
    this.#machine = readMachineTime()
    return 1 - (this.#machine.idle - before.idle) / (this.#machine.total - before.total)
  }
}

function readMachineTime(): MachineTime {
  let idle = 0
  let total = 0
  for (const { times } of cpus()) {
    idle += times.idle
    total += times.user + times.nice + times.sys + times.idle + times.irq
  }
  return { idle, total }
}

function countProcessors(): number {
  const { processors = Number.POSITIVE_INFINITY } = readContainerLimits()
  return Math.min(availableParallelism(), processors)
}
