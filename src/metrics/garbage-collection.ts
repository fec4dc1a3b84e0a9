import type { PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import { DistributionAccumulator } from './distribution.js'
import type { MetricPoint, MetricProducer } from './point.js'

/** How long the collection of garbage has stopped the program, in milliseconds. */
export class GarbageCollection implements MetricProducer {
  readonly #pauses = new DistributionAccumulator()
  readonly #observer: PerformanceObserver

  constructor() {
    const { PerformanceObserver } = require('node:perf_hooks') as typeof import('node:perf_hooks')
    this.#observer = new PerformanceObserver(list => this.#add(list.getEntries()))
    this.#observer.observe({ entryTypes: ['gc'] })
  }

  collect(): readonly MetricPoint[] {
    this.#add(this.#observer.takeRecords())
    const pauses = this.#pauses.take()
    return pauses ? [{ name: 'node/gcPause', properties: {}, ...pauses }] : []
  }

  close(): void {
    this.#observer.disconnect()
  }

  #add(entries: readonly PerformanceEntry[]): void {
    for (const { duration } of entries) {
      this.#pauses.next = duration
      this.#pauses.add()
    }
  }
}
