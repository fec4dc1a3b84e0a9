import type { Span } from '../trace/span.js'

/** Where ended spans go. */
export interface SpanExporter {
  /**
   * Called before each export, which waits for it: loads what the first one needs, a piece in each
   * turn of the event loop. When it fails, so will the export, which says why.
   */
  prepare?(): Promise<void> | undefined
  /**
   * Takes spans over for good: they are delivered, kept for a later try, or dropped and counted.
   * Resolves when this attempt is over, or is no longer worth waiting for: the next spans come then.
   * Must not reject, and must not use the spans afterwards.
   */
  export(spans: readonly Span[]): Promise<void>
  /** As `export`, in the last moment: what is not done when it returns is never done. */
  exportNow?(spans: readonly Span[]): void
  /** Spans that were taken and are neither delivered nor given up. */
  readonly pending?: number
  /** Waits for the attempts under way, and tries once more to deliver what was kept. */
  flush?(): Promise<void>
  /** Some time after the start: looks for what an earlier process has left. Must not throw. */
  resume?(): void
  /** Numbers that grow: what was delivered, kept, dropped, by name. */
  stats?(): Readonly<Record<string, number>>
}
