import { ConfigurationError, describeValue } from '../diagnostics/errors.js'
import { DistributionAccumulator } from './distribution.js'
import type { Accumulator, Aggregate } from './point.js'

/** How a view makes one point of many values. */
export interface Aggregation {
  createAccumulator(): Accumulator
}

/** How many values there were. */
export class CountAggregation implements Aggregation {
  createAccumulator(): Accumulator {
    return new Count()
  }
}

/** What the values are together. */
export class SumAggregation implements Aggregation {
  createAccumulator(): Accumulator {
    return new Sum()
  }
}

/** The last value of an interval; an interval without one has no point. */
export class LastValueAggregation implements Aggregation {
  createAccumulator(): Accumulator {
    return new LastValue()
  }
}

/** Sum, count, least, greatest and standard deviation, and how many values lie between boundaries. */
export class DistributionAggregation implements Aggregation {
  readonly boundaries: readonly number[]

  /** @throws ConfigurationError `ERR_VIEW` when the boundaries do not rise from above 0 */
  constructor(boundaries: readonly number[] = []) {
    let last = 0
    for (const boundary of boundaries) {
      if (!(Number.isFinite(boundary) && boundary > last)) throw wrongBoundary(boundary, last)
      last = boundary
    }
    this.boundaries = [...boundaries]
  }

  createAccumulator(): Accumulator {
    return new DistributionAccumulator(this.boundaries)
  }
}

const aggregations = [
  CountAggregation,
  SumAggregation,
  LastValueAggregation,
  DistributionAggregation
] as const

/** Only those of this file: an accumulator runs on the way of the program's calls. */
export function isAggregation(value: unknown): value is Aggregation {
  return aggregations.some(aggregation => value instanceof aggregation)
}

function wrongBoundary(boundary: unknown, last: number): ConfigurationError {
  const problem = `${describeValue(boundary)} does not come after ${last}`
  const allowed = 'allowed are finite numbers that rise from above 0'
  return new ConfigurationError('ERR_VIEW', 'boundaries', `${problem}; ${allowed}`)
}

// NaN stands for no value yet: no recorded value is, and the field is a double from the start.

class Count implements Accumulator {
  next = Number.NaN
  #count = 0

  add(): void {
    this.#count++
  }

  take(): Aggregate | undefined {
    const value = this.#count
    this.#count = 0
    return value === 0 ? undefined : { value }
  }
}

class Sum implements Accumulator {
  next = Number.NaN
  #sum = Number.NaN

  add(): void {
    this.#sum = Number.isNaN(this.#sum) ? this.next : this.#sum + this.next
  }

  take(): Aggregate | undefined {
    const value = this.#sum
    this.#sum = Number.NaN
    return Number.isNaN(value) ? undefined : { value }
  }
}

class LastValue implements Accumulator {
  next = Number.NaN

  add(): void {}

  take(): Aggregate | undefined {
    const value = this.next
    this.next = Number.NaN
    return Number.isNaN(value) ? undefined : { value }
  }
}
