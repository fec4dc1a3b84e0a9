import type { IntervalHistogram } from 'node:perf_hooks'
import { gauge, type MetricPoint, type MetricProducer } from './point.js'

/**
 * Each tick wakes the process: every 10 ms, as Node does when not asked otherwise, takes 0.4 to
 * 0.7 % of a processor, every 100 ms 0.04 (Node 20 and 26). 600 ticks a minute are enough for a p99.
 */
const resolution = 100

/** How late timers are, in milliseconds. Core's own, which does not keep the process alive. */
export class EventLoopDelay implements MetricProducer {
  readonly #histogram: IntervalHistogram

  constructor() {
    const { monitorEventLoopDelay } = require('node:perf_hooks') as typeof import('node:perf_hooks')
    this.#histogram = monitorEventLoopDelay({ resolution })
    this.#histogram.enable()
  }

  collect(): readonly MetricPoint[] {
    if (this.#histogram.count === 0) return []
    const points = [this.#pointAt(50), this.#pointAt(99)]
    this.#histogram.reset()
    return points
  }

  close(): void {
    this.#histogram.disable()
  }

  /** Core measures from tick to tick. A tick after a late one may come early. */
  #pointAt(percentile: number): MetricPoint {
    const fromTickToTick = this.#histogram.percentile(percentile) / 1e6
    return gauge(`node/eventLoopDelay/p${percentile}`, Math.max(0, fromTickToTick - resolution))
  }
}
