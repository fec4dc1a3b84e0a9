const period = 10

/** Knows when this process stood still. */
export class LagWatch {
  readonly #timer = setInterval(() => this.#tick(), period).unref()
  #last = performance.now()
  #lags: { readonly from: number; readonly to: number }[] = []

  reset(): void {
    this.#lags = []
  }

  /** Milliseconds of the longest stop that touches this time; to `from` alone without an end. */
  worstIn(from: number, to = from): number {
    const hit = this.#lags.filter(lag => lag.to >= from && lag.from <= to)
    return Math.max(0, ...hit.map(lag => lag.to - lag.from))
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #tick(): void {
    const now = performance.now()
    if (now - this.#last > 2 * period) this.#lags.push({ from: this.#last, to: now })
    this.#last = now
  }
}
