import { getHeapStatistics } from 'node:v8'
import { isMainThread } from 'node:worker_threads'
import { describeError } from '../diagnostics/errors.js'
import { logger } from '../diagnostics/logger.js'
import { EventLoopDelay } from './event-loop-delay.js'
import { GarbageCollection } from './garbage-collection.js'
import { IncomingRequests } from './incoming-requests.js'
import { Memory } from './memory.js'
import { gauge, type MetricPoint, type MetricProducer } from './point.js'
import { ProcessorTime } from './processor-time.js'

/** Milliseconds. What is measured for less says nothing of a process. */
const shortestInterval = 1_000

/**
 * What is worth knowing of every process. The names with backslashes are counters that the service
 * knows and draws charts of (azure-ingestion.md §10), the others are metrics of our own.
 */
export class StandardMetrics implements MetricProducer {
  readonly requests = new IncomingRequests()
  readonly #delay = new EventLoopDelay()
  readonly #garbage = new GarbageCollection()
  readonly #producers: readonly MetricProducer[] = [
    // A worker thread has an agent of its own, and would tell of the process once more.
    ...(isMainThread ? [new Memory(), new ProcessorTime()] : []),
    this.requests,
    this.#delay,
    this.#garbage,
    { collect: readThread }
  ]

  #elapsed = 0
  #isFirst = true

  /** What begins right after an interval has ended, as at the end of the process, is part of it. */
  collect(elapsed: number): readonly MetricPoint[] {
    this.#elapsed += elapsed
    if (this.#elapsed < shortestInterval && !this.#isFirst) return []
    const points = this.#producers.flatMap(producer => collectFrom(producer, this.#elapsed))
    this.#elapsed = 0
    this.#isFirst = false
    return points.filter(({ value }) => Number.isFinite(value))
  }

  close(): void {
    this.#delay.close()
    this.#garbage.close()
  }
}

/** A source that fails, as under `--permission`, must not take the others with it. */
function collectFrom(producer: MetricProducer, elapsed: number): readonly MetricPoint[] {
  try {
    return producer.collect(elapsed)
  } catch (error) {
    const reason = describeError(error)
    logger.warn('standard metrics', `some standard metrics are left out: ${reason}`)
    return []
  }
}

function readThread(): readonly MetricPoint[] {
  return [
    gauge('node/heapUsed', getHeapStatistics().used_heap_size),
    // What keeps the thread alive: sockets, timers, requests of the system.
    gauge('node/activeHandles', process.getActiveResourcesInfo().length)
  ]
}
