import type { MetricPoint, MetricProducer } from '../../metrics/point.js'
import { sdkVersion } from './sdk-version.js'

type Numbers = Readonly<Record<string, number>>

/**
 * What became of the telemetry itself, for the user's own resource and under the names that the
 * vendor's SDKs have for it (azure-ingestion.md §16).
 */
export class ItemCounts implements MetricProducer {
  readonly #read: () => Numbers
  #before: Numbers

  /** @param read numbers that grow, as a tracer's `stats()` has them */
  constructor(read: () => Numbers) {
    this.#read = read
    this.#before = read()
  }

  collect(): readonly MetricPoint[] {
    const before = this.#before
    this.#before = this.#read()
    return Object.entries(this.#before).flatMap(([name, count]) => {
      const difference = count - (before[name] ?? 0)
      const metric = difference > 0 ? metricOf(name) : undefined
      return metric === undefined ? [] : [createPoint(metric, difference)]
    })
  }
}

interface Metric {
  readonly name: string
  readonly properties?: Readonly<Record<string, string>>
}

/** Undefined for numbers that say nothing of an item's fate. */
function metricOf(name: string): Metric | undefined {
  if (name === 'accepted') return { name: 'Item_Success_Count' }
  if (name === 'retried') return { name: 'Item_Retry_Count' }
  const [, status] = /^rejected(\d+)$/.exec(name) ?? []
  if (status !== undefined) return dropped(status, 'refused')
  if (name === 'droppedUndelivered') return dropped('CLIENT_PERSISTENCE_CAPACITY', name)
  return name.startsWith('dropped') ? dropped('CLIENT_EXCEPTION', name) : undefined
}

function dropped(code: string, reason: string): Metric {
  return { name: 'Item_Dropped_Count', properties: { 'drop.code': code, 'drop.reason': reason } }
}

function createPoint({ name, properties }: Metric, value: number): MetricPoint {
  const [, version = ''] = sdkVersion.split(':')
  return { name, value, properties: { ...properties, language: 'node', version } }
}
