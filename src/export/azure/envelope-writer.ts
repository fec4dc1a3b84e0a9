import { describeError } from '../../diagnostics/errors.js'
import { logger } from '../../diagnostics/logger.js'
import { WallClock } from '../../trace/clock.js'
import type { Span } from '../../trace/span.js'
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
  readonly #clock = new WallClock()
  #failed = 0

  constructor(source: EnvelopeSource) {
    this.#source = source
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
      this.#add(lines, () => createEnvelope(span, this.#source, this.#clock))
      for (const event of span.events) {
        this.#add(lines, () => createEventEnvelope(span, event, this.#source, this.#clock))
      }
    }
    return lines
  }

  /** One item that cannot be read must not take the others of its batch with it. */
  #add(lines: string[], create: () => Envelope): void {
    try {
      const envelope = create()
      if (this.processors.isEmpty) lines.push(formatEnvelopeLine(envelope))
      else if (this.processors.keep(envelope)) lines.push(formatProcessed(envelope))
    } catch (error) {
      this.#failed++
      logger.error('envelope', `a span could not be made into an envelope: ${describeError(error)}`)
    }
  }
}

/** What a processor has made of an item may have no text, or one that no request can carry. */
function formatProcessed(envelope: Envelope): string {
  const line = formatEnvelopeLine(envelope)
  if (Buffer.byteLength(line) <= maxItemBytes) return line
  throw new Error(`a telemetry processor made an item of more than ${maxItemBytes} bytes`)
}
