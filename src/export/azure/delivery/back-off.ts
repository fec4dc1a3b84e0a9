const maxDelay = 3_600_000

/**
 * How long to leave the service alone. Grows with each failure in a row, as Microsoft's SDKs do
 * (azure-ingestion.md §12), and is spread at random, so that many processes do not come back at once.
 */
export class BackOff {
  readonly #firstDelay: number
  readonly #random: () => number
  #failures = 0
  #until = 0
  #askedUntil = 0

  /** @param firstDelay milliseconds after the first failure */
  constructor(firstDelay: number, random: () => number = Math.random) {
    this.#firstDelay = firstDelay
    this.#random = random
  }

  /** Milliseconds still to wait; 0 when the service may be asked. */
  remaining(now: number): number {
    return Math.max(this.#until - now, this.remainingAsked(now))
  }

  /** As much of it as the service itself has asked for. */
  remainingAsked(now: number): number {
    return Math.max(this.#askedUntil - now, 0)
  }

  /** @param asked what the service asked for, in milliseconds, or 0 */
  fail(now: number, asked: number): void {
    // Several requests that fail together are one failure.
    if (this.remaining(now) === 0) this.#failures++
    if (asked > 0) this.#askedUntil = Math.max(this.#askedUntil, now + asked)
    else this.#until = Math.max(this.#until, now + this.#delay())
  }

  /** What the service has asked for stays: another request of ours may have been answered since. */
  succeed(): void {
    this.#failures = 0
    this.#until = 0
  }

  #delay(): number {
    const longest = (this.#firstDelay * (2 ** Math.min(this.#failures, 20) - 1)) / 2
    const spread = this.#random() * Math.max(longest - this.#firstDelay, this.#firstDelay * 0.1)
    return Math.min(this.#firstDelay + spread, maxDelay)
  }
}
