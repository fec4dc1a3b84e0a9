import type { Accumulator, MetricPoint } from './point.js'

/** The value of each key, in the order of the keys; undefined where there is none. */
export type SeriesValues = readonly (string | undefined)[]

export interface SeriesOptions {
  readonly keys: readonly string[]
  /** Series that are kept apart. */
  readonly most: number
  /** What the series of all others says. */
  readonly overflowProperties: Readonly<Record<string, string>>
  readonly create: () => Accumulator
}

/** A map for each key inside the map of the key before: found without making a key of them all. */
class Branch {
  readonly branches = new Map<string | undefined, Branch>()
  accumulator: Accumulator | undefined = undefined
}

/**
 * One accumulator for each combination of values. Those beyond the most go into one more, and are
 * counted; those that were idle for a whole interval are forgotten.
 */
export class SeriesSet {
  readonly #keys: readonly string[]
  readonly #most: number
  readonly #create: () => Accumulator
  readonly #overflowProperties: Readonly<Record<string, string>>
  readonly #root = new Branch()
  readonly #overflow: Accumulator
  #size = 0
  #overflowed = 0

  constructor({ keys, most, overflowProperties, create }: SeriesOptions) {
    this.#keys = keys
    this.#most = most
    this.#overflowProperties = overflowProperties
    this.#create = create
    this.#overflow = create()
  }

  /** How often no series of its own was to be had. */
  get overflowed(): number {
    return this.#overflowed
  }

  find(values: SeriesValues): Accumulator {
    let branch: Branch | undefined = this.#root
    // By index: an iterator would be made for each call.
    for (let i = 0; i < values.length && branch !== undefined; i++) {
      branch = branch.branches.get(values[i])
    }
    return branch?.accumulator ?? this.#begin(values)
  }

  /** What there was since the last call, by series. */
  take(name: string): MetricPoint[] {
    const points: MetricPoint[] = []
    this.#takeBranch(this.#root, [], name, points)
    const overflow = this.#overflow.take()
    if (overflow) points.push({ name, properties: this.#overflowProperties, ...overflow })
    return points
  }

  #begin(values: SeriesValues): Accumulator {
    if (this.#size >= this.#most) {
      this.#overflowed++
      return this.#overflow
    }
    this.#size++
    const branch = values.reduce(growBranch, this.#root)
    branch.accumulator = this.#create()
    return branch.accumulator
  }

  #takeBranch(branch: Branch, values: SeriesValues, name: string, points: MetricPoint[]): void {
    const aggregate = branch.accumulator?.take()
    if (aggregate) points.push({ name, properties: this.#propertiesOf(values), ...aggregate })
    else if (branch.accumulator) this.#forget(branch)
    for (const [value, next] of branch.branches) {
      this.#takeBranch(next, [...values, value], name, points)
      const isBare = next.accumulator === undefined && next.branches.size === 0
      if (isBare) branch.branches.delete(value)
    }
  }

  #forget(branch: Branch): void {
    branch.accumulator = undefined
    this.#size--
  }

  #propertiesOf(values: SeriesValues): Readonly<Record<string, string>> {
    const properties: Record<string, string> = {}
    this.#keys.forEach((key, i) => {
      const value = values[i]
      if (value !== undefined) properties[key] = value
    })
    return properties
  }
}

function growBranch(branch: Branch, value: string | undefined): Branch {
  let next = branch.branches.get(value)
  if (next === undefined) {
    next = new Branch()
    branch.branches.set(value, next)
  }
  return next
}
