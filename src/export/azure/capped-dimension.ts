/** What stands for all values beyond the cap. */
export const capped = 'DIMENSION-CAPPED'
const unknown = 'Unknown'

/** A dimension of a standard metric, in which only so many values are told apart (§10). */
export class CappedDimension {
  readonly #most: number
  readonly #known = new Set<string>()

  constructor(most: number) {
    this.#most = most
  }

  cap(value: string): string {
    if (value === '') return unknown
    if (this.#known.has(value)) return value
    if (this.#known.size >= this.#most) return capped
    this.#known.add(value)
    return value
  }
}
