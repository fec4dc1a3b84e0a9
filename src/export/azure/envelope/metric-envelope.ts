import type { Distribution, MetricPoint } from '../../../metrics/point.js'
import { addSourceTags, type Envelope, type EnvelopeSource } from './envelope.js'
import { createProperties, maxPropertyBytes } from './envelope-properties.js'
import { formatTime } from './time-format.js'
import { truncate } from './truncate.js'

const none: ReadonlySet<string> = new Set()

/** The interval that points are of. */
export interface Interval {
  /** Milliseconds since 1970. */
  readonly end: number
  /** Milliseconds. */
  readonly length: number
}

/** One point of a metric as an item (azure-ingestion.md §10). Pure. */
export function createMetricEnvelope(
  point: MetricPoint,
  source: EnvelopeSource,
  { end, length }: Interval
): Envelope {
  const properties = createProperties(point.properties, none, source.redaction)
  properties['_MS.AggregationIntervalMs'] = String(Math.round(length))
  const buckets = formatBuckets(point.distribution)
  if (buckets !== undefined) properties['outspan.buckets'] = buckets
  const tags: Record<string, string> = {}
  addSourceTags(tags, source)
  return {
    ver: 1,
    name: 'Microsoft.ApplicationInsights.Metric',
    time: formatTime(end),
    // Never sampled: a point stands for nothing but itself.
    sampleRate: 100,
    iKey: source.instrumentationKey,
    tags,
    data: {
      baseType: 'MetricData',
      baseData: { ver: 2, metrics: [createDataPoint(point)], properties }
    }
  }
}

function createDataPoint({ name, value, distribution }: MetricPoint): object {
  const point = { name: truncate(name, 1024), value: finite(value) }
  if (distribution === undefined) return { ...point, kind: 'Measurement' }
  const { count, min, max, stdDev } = distribution
  return { ...point, kind: 'Aggregation', count, min, max, stdDev: finite(stdDev) }
}

/** A sum may outgrow what JSON can say. */
function finite(value: number): number {
  return Math.min(value, Number.MAX_VALUE)
}

/** The service has no place for buckets: as JSON, a query can take them apart. */
function formatBuckets({ buckets = [] }: Partial<Distribution> = {}): string | undefined {
  if (buckets.length === 0) return undefined
  const counts = buckets.map(({ below, count }, i) => {
    const isLast = below === Number.POSITIVE_INFINITY
    return [isLast ? `>=${buckets[i - 1]?.below}` : `<${below}`, count]
  })
  const text = JSON.stringify(Object.fromEntries(counts))
  // JSON that is cut is no JSON.
  return text.length <= maxPropertyBytes ? text : undefined
}
