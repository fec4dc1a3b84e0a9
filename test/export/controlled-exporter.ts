import { EventEmitter, on } from 'node:events'
import type { SpanExporter } from '../../src/export/exporter.js'
import type { Span } from '../../src/trace/span.js'

/** An exporter that shows what it is given, and takes as long as the test wants. */
export class ControlledExporter implements SpanExporter {
  readonly batches: (readonly Span[])[] = []
  flushes = 0
  readonly #arrivals = new EventEmitter()
  readonly #take: (batch: readonly Span[]) => Promise<void>

  /** @param take what becomes of a batch; taken at once when left out */
  constructor(take: (batch: readonly Span[]) => Promise<void> = async () => undefined) {
    this.#take = take
  }

  get names(): readonly string[] {
    return this.batches.flat().map(({ name }) => name)
  }

  export(spans: readonly Span[]): Promise<void> {
    this.batches.push(spans)
    this.#arrivals.emit('batch')
    return this.#take(spans)
  }

  async flush(): Promise<void> {
    this.flushes++
  }

  stats(): Readonly<Record<string, number>> {
    return { accepted: this.names.length }
  }

  /** Keeps the process alive meanwhile, which the timers of the agent do not. */
  async waitForBatches(count: number): Promise<void> {
    const alive = setInterval(() => undefined, 1_000)
    const arrivals = on(this.#arrivals, 'batch')
    while (this.batches.length < count) await arrivals.next()
    clearInterval(alive)
  }
}

/** A promise that is settled by hand. */
export class Gate {
  readonly opened: Promise<void>
  #open: () => void = () => undefined
  #fail: (error: unknown) => void = () => undefined

  constructor() {
    this.opened = new Promise((resolve, reject) => {
      this.#open = resolve
      this.#fail = reject
    })
  }

  open(): void {
    this.#open()
  }

  fail(error: unknown): void {
    this.#fail(error)
  }
}

/** Long enough for all that is not waiting for a timer or the network. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise(resolve => setImmediate(resolve))
}
