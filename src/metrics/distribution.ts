import type { Accumulator, Aggregate, Bucket } from './point.js'

/**
 * Sum, count, least, greatest, and the standard deviation by Welford's method: the difference of
 * two sums of squares would lose all digits for large values that lie close together.
 */
export class DistributionAccumulator implements Accumulator {
  next = Number.NaN
  readonly #boundaries: readonly number[]
  readonly #buckets: number[]
  #count = 0
  // Doubles from the start: a field that changes its representation costs a new shape.
  #sum = Number.NaN
  #min = Number.NaN
  #max = Number.NaN
  #mean = Number.NaN
  #squares = Number.NaN

  /** @param boundaries rising; a bucket more than boundaries is counted */
  constructor(boundaries: readonly number[] = []) {
    this.#boundaries = boundaries
    this.#buckets = new Array<number>(boundaries.length === 0 ? 0 : boundaries.length + 1).fill(0)
  }

  add(): void {
    if (this.#count++ === 0) this.#begin()
    else this.#goOn()
    if (this.#buckets.length > 0) this.#countBucket()
  }

  take(): Aggregate | undefined {
    const count = this.#count
    if (count === 0) return undefined
    this.#count = 0
    const stdDev = Math.sqrt(this.#squares / count)
    const buckets = this.#takeBuckets()
    return {
      value: this.#sum,
      distribution: { count, min: this.#min, max: this.#max, stdDev, buckets }
    }
  }

  #begin(): void {
    const value = this.next
    this.#sum = value
    this.#min = value
    this.#max = value
    this.#mean = value
    this.#squares = 0
  }

  #goOn(): void {
    const value = this.next
    this.#sum += value
    if (value < this.#min) this.#min = value
    if (value > this.#max) this.#max = value
    const fromOldMean = value - this.#mean
    this.#mean += fromOldMean / this.#count
    this.#squares += fromOldMean * (value - this.#mean)
  }

  #countBucket(): void {
    const { length } = this.#boundaries
    let bucket = 0
    // By index, and no findIndex(): its function would be made for each value.
    while (bucket < length && this.next >= (this.#boundaries[bucket] as number)) bucket++
    this.#buckets[bucket] = (this.#buckets[bucket] as number) + 1
  }

  #takeBuckets(): readonly Bucket[] {
    const buckets = this.#buckets.map((count, i) => {
      return { below: this.#boundaries[i] ?? Number.POSITIVE_INFINITY, count }
    })
    this.#buckets.fill(0)
    return buckets
  }
}
