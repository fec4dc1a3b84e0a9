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
import { formatEnvelopeLine } from './envelope-line.js'

/** Makes spans, and what happened in them, into lines for the service. */
export class EnvelopeWriter {
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
      lines.push(formatEnvelopeLine(create()))
    } catch (error) {
      this.#failed++
      logger.error('envelope', `a span could not be made into an envelope: ${describeError(error)}`)
    }
  }
}
