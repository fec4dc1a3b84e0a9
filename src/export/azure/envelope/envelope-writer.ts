import { describeError } from '../../../diagnostics/errors.js'
import { logger } from '../../../diagnostics/logger.js'
import { WallClock } from '../../../trace/clock.js'
import type { Span } from '../../../trace/span.js'
import type { SpanEvent } from '../../../trace/span-event.js'
import { DependencyLineWriter } from './dependency-line.js'
import {
  createEnvelope,
  createEventEnvelope,
  type Envelope,
  type EnvelopeSource
} from './envelope.js'
import { formatEnvelopeLine, maxItemBytes } from './envelope-line.js'
import { TelemetryProcessors } from './telemetry-processor.js'

/** Makes spans, and what happened in them, into lines for the service. */
export class EnvelopeWriter {
  readonly processors = new TelemetryProcessors()
  readonly #source: EnvelopeSource
  readonly #dependencies: DependencyLineWriter
  readonly #clock = new WallClock()
  #failed = 0

  constructor(source: EnvelopeSource) {
    this.#source = source
    this.#dependencies = new DependencyLineWriter(source)
  }

  /** Items that could not be written. */
  get failed(): number {
    return this.#failed
  }

  /** One line for each span, each followed by those of its events. */
  write(spans: readonly Span[]): string[] {
    this.#clock.adjust()
    const lines: string[] = []
    for (const span of spans) {
      this.#addSpan(lines, span)
      for (const event of span.events) this.#add(lines, () => this.#writeEvent(span, event))
    }
    return lines
  }

  /** One line for each item that is no span's. */
  writeEnvelopes(envelopes: readonly Envelope[]): string[] {
    const lines: string[] = []
    for (const envelope of envelopes) this.#add(lines, () => this.#format(envelope))
    return lines
  }

  /** As #add, without a closure for each. */
  #addSpan(lines: string[], span: Span): void {
    try {
      const line = this.#writeSpan(span)
      if (line !== undefined) lines.push(line)
    } catch (error) {
      this.#onError(error)
    }
  }

  #writeSpan(span: Span): string | undefined {
    const isCall = span.kind !== 'server' && span.kind !== 'consumer'
    // Only processors have to see the envelope of a call.
    const isDirect = isCall && this.processors.isEmpty
    const line = isDirect
      ? this.#dependencies.write(span, this.#clock.at(span.startTime))
      : undefined
    return line ?? this.#format(createEnvelope(span, this.#source, this.#clock))
  }

  #writeEvent(span: Span, event: SpanEvent): string | undefined {
    return this.#format(createEventEnvelope(span, event, this.#source, this.#clock))
  }

  /** @returns undefined for what a processor drops */
  #format(envelope: Envelope): string | undefined {
    if (this.processors.isEmpty) return formatEnvelopeLine(envelope)
    return this.processors.keep(envelope) ? formatProcessed(envelope) : undefined
  }

  /** One item that cannot be read must not take the others of its batch with it. */
  #add(lines: string[], write: () => string | undefined): void {
    try {
      const line = write()
      if (line !== undefined) lines.push(line)
    } catch (error) {
      this.#onError(error)
    }
  }

  #onError(error: unknown): void {
    this.#failed++
    logger.error('envelope', `a span could not be made into an envelope: ${describeError(error)}`)
  }
}

/** What a processor has made of an item may have no text, or one that no request can carry. */
function formatProcessed(envelope: Envelope): string {
  const line = formatEnvelopeLine(envelope)
  if (Buffer.byteLength(line) <= maxItemBytes) return line
  throw new Error(`a telemetry processor made an item of more than ${maxItemBytes} bytes`)
}
