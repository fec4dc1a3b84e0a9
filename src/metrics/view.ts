import { ConfigurationError, describeValue } from '../diagnostics/errors.js'
import { type Aggregation, isAggregation } from './aggregation.js'
import { checkText } from './definition.js'
import { Measure } from './measure.js'

export interface ViewOptions {
  /** The name of the metric. */
  readonly name: string
  readonly description?: string
  /** What the metric is broken down by; tags of other keys are left out. */
  readonly tagKeys?: readonly string[]
  readonly measure: Measure
  readonly aggregation: Aggregation
}

// A property's name may have no more (azure-ingestion.md §4).
const longestKey = 150

/** One metric that is made of a measure. Takes effect with `stats.registerView`. */
export class View {
  readonly name: string
  readonly description: string
  readonly tagKeys: readonly string[]
  readonly measure: Measure
  readonly aggregation: Aggregation

  /** @throws ConfigurationError `ERR_VIEW` */
  constructor({ name, description = '', tagKeys = [], measure, aggregation }: ViewOptions) {
    this.name = checkText('ERR_VIEW', 'view', name, 255)
    this.description = String(description)
    this.tagKeys = tagKeys.map(key => checkText('ERR_VIEW', `tag key of ${name}`, key, longestKey))
    this.measure = measure
    this.aggregation = aggregation
    this.#check(new Set(tagKeys).size === tagKeys.length, tagKeys, 'tag keys that differ')
    this.#check(measure instanceof Measure, measure, 'a measure of measureInt or measureDouble')
    this.#check(isAggregation(aggregation), aggregation, 'one of the four aggregations')
  }

  isSameAs(other: View): boolean {
    return (
      other.description === this.description &&
      other.measure === this.measure &&
      JSON.stringify(other.tagKeys) === JSON.stringify(this.tagKeys) &&
      isSameAggregation(other.aggregation, this.aggregation)
    )
  }

  #check(isAllowed: boolean, value: unknown, allowed: string): void {
    if (isAllowed) return
    const problem = `${describeValue(value)} is not allowed, but ${allowed}`
    throw new ConfigurationError('ERR_VIEW', this.name, problem)
  }
}

/** Of one class and, where it has any, with the same boundaries. */
function isSameAggregation(one: Aggregation, other: Aggregation): boolean {
  return one.constructor === other.constructor && JSON.stringify(one) === JSON.stringify(other)
}
