import type { Span } from '../trace/span.js'
import type { SpanExporter } from './exporter.js'

/** An exporter that is made, and its code loaded, with the first span. */
export class DeferredExporter implements SpanExporter {
  readonly #create: () => SpanExporter
  #exporter: SpanExporter | undefined = undefined

  constructor(create: () => SpanExporter) {
    this.#create = create
  }

  export(spans: readonly Span[]): Promise<void> {
    this.#exporter ??= this.#create()
    return this.#exporter.export(spans)
  }

  async flush(): Promise<void> {
    await this.#exporter?.flush?.()
  }

  stats(): Readonly<Record<string, number>> {
    return this.#exporter?.stats?.() ?? {}
  }
}
