/** A span that ends when its exchange does, and knows its neighbours in the list of such. */
export interface OpenSpan {
  older: OpenSpan | undefined
  newer: OpenSpan | undefined
  /** The process ends, or tracing is turned off, while the exchange is under way. */
  endIncomplete(): void
}

/**
 * The exchanges under way, so that none is lost when the process ends before they do (L03). A list
 * through the spans themselves: nothing is allocated, and nothing is searched.
 */
export class OpenSpans {
  #newest: OpenSpan | undefined = undefined

  add(span: OpenSpan): void {
    span.older = this.#newest
    if (this.#newest) this.#newest.newer = span
    this.#newest = span
  }

  remove(span: OpenSpan): void {
    if (span.newer) span.newer.older = span.older
    else this.#newest = span.older
    if (span.older) span.older.newer = span.newer
    span.older = undefined
    span.newer = undefined
  }

  /** Ends all of them as they are; each says that it was not complete. */
  endAll(): void {
    while (this.#newest) this.#newest.endIncomplete()
  }
}
