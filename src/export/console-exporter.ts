import { writeSync } from 'node:fs'
import { describeError } from '../diagnostics/errors.js'
import { logger } from '../diagnostics/logger.js'
import { WallClock } from '../trace/clock.js'
import type { Span } from '../trace/span.js'
import type { SpanExporter } from './exporter.js'

export interface ConsoleExporterOptions {
  /** `text` is one readable line a span, `json` one JSON object a line. */
  readonly format: 'text' | 'json'
  /** Where lines go; stderr when left out, so that the program's output stays its own. */
  readonly write: (line: string) => void
}

const defaults: ConsoleExporterOptions = { format: 'text', write: line => writeSync(2, line) }

/** Shows spans instead of sending them. */
export class ConsoleExporter implements SpanExporter {
  readonly #options: ConsoleExporterOptions
  readonly #clock = new WallClock()
  #dropped = 0

  constructor(options: Partial<ConsoleExporterOptions> = {}) {
    this.#options = { ...defaults, ...options }
  }

  async export(spans: readonly Span[]): Promise<void> {
    this.exportNow(spans)
  }

  exportNow(spans: readonly Span[]): void {
    this.#clock.adjust()
    for (const span of spans) this.#show(span)
  }

  stats(): Readonly<Record<string, number>> {
    return { droppedUnwritten: this.#dropped }
  }

  #show(span: Span): void {
    const { format, write } = this.#options
    try {
      const time = new Date(this.#clock.at(span.startTime)).toISOString()
      write(`${format === 'json' ? formatJson(span, time) : formatText(span, time)}\n`)
    } catch (error) {
      this.#dropped++
      logger.error('console', `a span could not be written: ${describeError(error)}`)
    }
  }
}

function formatText(span: Span, time: string): string {
  const {
    'url.path': path,
    'url.query': query,
    // What is served is known by its path; the host is the program itself.
    'url.full': url = path && (query ? `${path}?${query}` : path),
    'http.response.status_code': code,
    'error.type': error
  } = span.attributes
  const result = [code, code === undefined || Number(error) !== code ? error : undefined]
  const parts = [
    time,
    `${span.duration.toFixed(1).padStart(8)} ms`,
    span.status === 'error' ? 'FAIL' : 'ok  ',
    span.name,
    url,
    ...result,
    `trace=${span.traceId} span=${span.spanId}`,
    span.parentId === undefined ? undefined : `parent=${span.parentId}`
  ]
  const line = parts.filter(part => part !== undefined).join(' ')
  // Line breaks, and what would move the cursor or colour the terminal. Not a constant of the file:
  // to look `Cc` up takes 0.15 ms, at every start.
  return line.replace(/\p{Cc}/gu, ' ')
}

function formatJson(span: Span, time: string): string {
  const { name, kind, traceId, spanId, parentId, duration } = span
  const { status, statusMessage, attributes, links } = span
  const ids = { traceId, spanId, parentId }
  const events = span.events.map(event => ({ name: event.name, attributes: event.attributes }))
  const outcome = { status, statusMessage, attributes, links, events }
  return JSON.stringify({ name, kind, ...ids, time, duration, ...outcome })
}
