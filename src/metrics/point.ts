/** What became of the values of one interval. */
export interface Aggregate {
  /** The count, the sum or the last value. */
  readonly value: number
  /** Undefined where only the value is known. */
  readonly distribution?: Distribution
}

export interface Distribution {
  readonly count: number
  readonly min: number
  readonly max: number
  /** Of all values, not of a sample of them. */
  readonly stdDev: number
  /** Empty without boundaries. */
  readonly buckets: readonly Bucket[]
}

export interface Bucket {
  /** The first value that is no longer in it; infinity for the last bucket. */
  readonly below: number
  readonly count: number
}

/** Adds up the values of one series. */
export interface Accumulator {
  /** The value to add. A field, because an argument that is a double is put in a box of 16 bytes. */
  next: number
  /** Adds `next`. */
  add(): void
  /** What there was since the last call, undefined for nothing; begins anew. */
  take(): Aggregate | undefined
}

/** One series in one interval. */
export interface MetricPoint extends Aggregate {
  readonly name: string
  /** What tells it from the other series of its name. */
  readonly properties: Readonly<Record<string, string>>
}

/** What is asked for its points at the end of each interval. Never throws. */
export interface MetricProducer {
  /** @param elapsed milliseconds since the last call, or since the producer was made */
  collect(elapsed: number): readonly MetricPoint[]
}

/** A value of a moment, of which there is one in the process. */
export function gauge(name: string, value: number): MetricPoint {
  return { name, properties: {}, value }
}
