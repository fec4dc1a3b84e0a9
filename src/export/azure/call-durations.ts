import { DistributionAccumulator } from '../../metrics/distribution.js'
import type { MetricPoint, MetricProducer } from '../../metrics/point.js'
import { SeriesSet } from '../../metrics/series.js'
import type { Span } from '../../trace/span.js'
import { CappedDimension, capped } from './capped-dimension.js'
import type { EnvelopeSource } from './envelope/envelope.js'
import { describeDependency, isSuccess } from './envelope/envelope-dependency.js'
import { responseCodeOf, syntheticSourceOf } from './envelope/envelope-request.js'

/**
 * The standard metrics of dependencies and requests, made from every span, before sampling: what
 * the service would estimate from the items that reach it, exactly (azure-ingestion.md §10).
 */
export class CallDurations implements MetricProducer {
  readonly #dependencies = createSeries([
    'Dependency.Type',
    'dependency/target',
    'dependency/resultCode',
    'Dependency.Success',
    'dependency/performanceBucket',
    'operation/synthetic'
  ])
  readonly #requests = createSeries([
    'request/resultCode',
    'Request.Success',
    'request/performanceBucket',
    'operation/synthetic'
  ])
  // The numbers of Microsoft's SDK for .NET. Role and instance are one each in a process.
  readonly #types = new CappedDimension(15)
  readonly #targets = new CappedDimension(125)
  readonly #resultCodes = new CappedDimension(30)
  readonly #responseCodes = new CappedDimension(30)
  readonly #source: EnvelopeSource

  constructor(source: EnvelopeSource) {
    this.#source = source
  }

  /** An ended span; marks it as counted. */
  count(span: Span): void {
    const isRequest = span.entrySpan === span
    const accumulator = isRequest ? this.#findRequest(span) : this.#findDependency(span)
    accumulator.next = span.duration
    accumulator.add()
    span.markCounted()
  }

  collect(): readonly MetricPoint[] {
    return [
      ...this.#take(this.#dependencies, 'Dependency duration', 'dependencies/duration'),
      ...this.#take(this.#requests, 'Server response time', 'requests/duration')
    ]
  }

  #findDependency(span: Span) {
    const dependency = describeDependency(span, span.attributes, this.#source)
    return this.#dependencies.find([
      this.#types.cap(dependency.type),
      this.#targets.cap(dependency.target ?? ''),
      this.#resultCodes.cap(dependency.resultCode),
      formatBoolean(dependency.success),
      performanceBucketOf(span.duration),
      'False'
    ])
  }

  #findRequest(span: Span) {
    const { attributes } = span
    return this.#requests.find([
      this.#responseCodes.cap(responseCodeOf(attributes)),
      formatBoolean(isSuccess(span, attributes)),
      performanceBucketOf(span.duration),
      formatBoolean(syntheticSourceOf(attributes) !== undefined)
    ])
  }

  #take(series: SeriesSet, name: string, id: string): readonly MetricPoint[] {
    const common = {
      '_MS.MetricId': id,
      '_MS.IsAutocollected': 'True',
      'cloud/roleName': this.#source.cloudRole,
      'cloud/roleInstance': this.#source.cloudRoleInstance
    }
    return series.take(name).map(({ properties, ...point }) => {
      return { ...point, properties: { ...common, ...properties } }
    })
  }
}

function createSeries(keys: readonly string[]): SeriesSet {
  return new SeriesSet({
    keys,
    // The caps of the dimensions multiply to millions.
    most: 5_000,
    overflowProperties: Object.fromEntries(keys.map(key => [key, capped])),
    create: () => new DistributionAccumulator()
  })
}

const performanceBuckets = [
  [250, '<250ms'],
  [500, '250ms-500ms'],
  [1_000, '500ms-1sec'],
  [3_000, '1sec-3sec'],
  [7_000, '3sec-7sec'],
  [15_000, '7sec-15sec'],
  [30_000, '15sec-30sec'],
  [60_000, '30sec-1min'],
  [120_000, '1min-2min'],
  [300_000, '2min-5min']
] as const

/** @param duration milliseconds */
export function performanceBucketOf(duration: number): string {
  for (const [below, name] of performanceBuckets) if (duration < below) return name
  return '>=5min'
}

function formatBoolean(value: boolean): string {
  return value ? 'True' : 'False'
}
