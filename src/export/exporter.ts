import type { Span } from '../trace/span.js'

/** Where ended spans go. */
export interface SpanExporter {
  /**
   * Takes spans over for good: they are delivered, kept for a later try, or dropped and counted.
   * Resolves when this attempt is over. Must not reject, and must not use the spans afterwards.
   */
  export(spans: readonly Span[]): Promise<void>
  /** Tries once more to deliver what was kept. */
  flush?(): Promise<void>
  /** Numbers that grow: what was delivered, kept, dropped, by name. */
  stats?(): Readonly<Record<string, number>>
}
