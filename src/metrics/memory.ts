import { freemem } from 'node:os'
import { readContainerLimits } from './cgroup.js'
import { gauge, type MetricPoint, type MetricProducer } from './point.js'

/** What is left of the memory of machine and container, and what this process has of it. */
export class Memory implements MetricProducer {
  collect(): readonly MetricPoint[] {
    const { availableMemory = Number.POSITIVE_INFINITY } = readContainerLimits()
    return [
      gauge('\\Memory\\Available Bytes', Math.min(freemem(), availableMemory)),
      gauge('\\Process(??APP_WIN32_PROC??)\\Private Bytes', process.memoryUsage.rss())
    ]
  }
}
