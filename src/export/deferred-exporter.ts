import { nextTurn } from '../trace/background-timer.js'
import type { Span } from '../trace/span.js'
import type { SpanExporter } from './exporter.js'

/**
 * An exporter whose code is loaded when it is first used. That of Azure is a third of all code: 1.5 ms
 * that a start-up need not pay.
 */
export class DeferredExporter implements SpanExporter {
  readonly #create: () => SpanExporter
  #loaded: SpanExporter | undefined = undefined

  constructor(create: () => SpanExporter) {
    this.#create = create
  }

  /** The exporter itself. */
  load(): SpanExporter {
    this.#loaded ??= this.#create()
    return this.#loaded
  }

  /** The code, and what it makes of the first spans, would stall the program for 16 ms together. */
  prepare(): Promise<void> | undefined {
    return this.#loaded === undefined ? this.#loadInTurn() : undefined
  }

  async #loadInTurn(): Promise<void> {
    const exporter = this.load()
    await nextTurn()
    await exporter.prepare?.()
  }

  export(spans: readonly Span[]): Promise<void> {
    return this.load().export(spans)
  }

  exportNow(spans: readonly Span[]): void {
    if (spans.length > 0 || this.#loaded !== undefined) this.load().exportNow?.(spans)
  }

  get pending(): number {
    return this.#loaded?.pending ?? 0
  }

  async flush(): Promise<void> {
    await this.#loaded?.flush?.()
  }

  resume(): void {
    this.load().resume?.()
  }

  stats(): Readonly<Record<string, number>> {
    return this.load().stats?.() ?? {}
  }
}
