import { writeSync } from 'node:fs'
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

  constructor(options: Partial<ConsoleExporterOptions> = {}) {
    this.#options = { ...defaults, ...options }
  }

  async export(spans: readonly Span[]): Promise<void> {
    this.#clock.adjust()
    const { format, write } = this.#options
    for (const span of spans) {
      const time = new Date(this.#clock.at(span.startTime)).toISOString()
      write(`${format === 'json' ? formatJson(span, time) : formatText(span, time)}\n`)
    }
  }
}

function formatText(span: Span, time: string): string {
  const {
    'url.full': url,
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
  return parts.filter(part => part !== undefined).join(' ')
}

function formatJson(span: Span, time: string): string {
  const { name, kind, traceId, spanId, parentId, duration, status, attributes, links } = span
  return JSON.stringify({
    name,
    kind,
    traceId,
    spanId,
    parentId,
    time,
    duration,
    status,
    attributes,
    links
  })
}
