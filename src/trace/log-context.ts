import { currentSpan } from './execution-context.js'

/** Which span the running code belongs to, in the words of W3C Trace Context. */
export interface CurrentTraceContext {
  readonly traceId: string
  readonly spanId: string
  /** `01` when the trace is kept, `00` when it is not. */
  readonly traceFlags: '00' | '01'
}

/** Undefined where there is no span. */
export function currentTraceContext(): CurrentTraceContext | undefined {
  const span = currentSpan()
  if (span === undefined) return undefined
  const { traceId, spanId, sampled } = span
  return { traceId, spanId, traceFlags: sampled ? '01' : '00' }
}

/** The same under the names that OpenTelemetry gives them in lines of JSON. */
export interface LogFields {
  trace_id?: string
  span_id?: string
  trace_flags?: string
}

/** Joins the lines of pino to the trace: `pino({ mixin: pinoMixin })`. */
export function pinoMixin(): LogFields {
  // A new object each time, because pino writes to it.
  return addFields({})
}

/** Joins the lines of winston to the trace: `format.combine(winstonFormat(), format.json())`. */
export function winstonFormat(): { transform<Info extends object>(info: Info): Info } {
  return { transform: addFields }
}

/** What the program has set itself stays. */
function addFields<Line extends LogFields>(line: Line): Line {
  const span = currentSpan()
  if (span === undefined || line.trace_id !== undefined) return line
  line.trace_id = span.traceId
  line.span_id = span.spanId
  line.trace_flags = span.sampled ? '01' : '00'
  return line
}
