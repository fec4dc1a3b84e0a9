import { monotonicNow } from './clock.js'
import { createSpanId, createTraceId } from './ids.js'
import type { Sampler } from './sampler.js'
import { createEvent, createExceptionEvent, type SpanEvent } from './span-event.js'
import type { SpanProcessor } from './span-processor.js'
import { textOf } from './text-of.js'
import { formatTraceparent, type SpanContext } from './trace-context.js'

export type SpanKind = 'internal' | 'client' | 'server' | 'producer' | 'consumer'
const statuses = ['unset', 'ok', 'error'] as const
export type SpanStatus = (typeof statuses)[number]
export type AttributeValue = string | number | boolean | readonly (string | number | boolean)[]
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>

/** Another span that this one has to do with, though it is not its parent. */
export interface SpanLink {
  readonly traceId: string
  readonly spanId: string
}

/** What a span needs of the tracer that starts it. */
export interface SpanSource {
  readonly sampler: Sampler
  readonly processor: SpanProcessor
}

const noAttributes: Attributes = Object.freeze({})
const noLinks: readonly SpanLink[] = Object.freeze([])
const noEvents: readonly SpanEvent[] = Object.freeze([])
/** As in OpenTelemetry; a loop that adds events would fill the memory. */
const maxEvents = 128

/**
 * One timed operation. Ends once; what is set after its end is ignored.
 * Every field is set in the constructor, in one order, so that all spans share one shape.
 */
export class Span implements SpanContext {
  readonly kind: SpanKind
  readonly spanId: string
  /** Monotonic milliseconds, see clock.ts. */
  readonly startTime: number
  #name: string
  #traceId: string
  #parentId: string | undefined
  #sampled: boolean
  #samplingRate: number
  #traceState: string
  #hasRandomTraceId: boolean
  #entrySpan: Span | undefined
  #endTime = Number.NaN
  #status: SpanStatus = 'unset'
  #statusMessage: string | undefined = undefined
  #attributes: Record<string, AttributeValue | undefined> | undefined = undefined
  #links: SpanLink[] | undefined = undefined
  #events: SpanEvent[] | undefined = undefined
  #droppedEvents = 0
  #isCounted = false
  readonly #source: SpanSource

  /** @param startTime monotonic milliseconds; now, when left out */
  constructor(
    source: SpanSource,
    name: string,
    kind: SpanKind,
    parent: SpanContext | undefined,
    startTime: number = monotonicNow()
  ) {
    this.#name = name
    this.kind = kind
    this.spanId = createSpanId()
    this.#traceId = parent === undefined ? createTraceId() : parent.traceId
    this.#parentId = parent?.spanId
    this.#traceState = parent === undefined ? '' : parent.traceState
    this.#hasRandomTraceId = parent?.hasRandomTraceId === true
    this.#entrySpan = this.#findEntrySpan(parent)
    // Decision and rate are inherited together. A flag that came without its rate is not enough:
    // nobody could tell how many calls the span stands for. The score over the trace id, which all
    // Application Insights SDKs compute, then decides at the local rate (azure-ingestion.md §11).
    const inherits = parent !== undefined && parent.samplingRate !== undefined
    this.#sampled = inherits ? parent.sampled : source.sampler.shouldSample(this.#traceId)
    this.#samplingRate = inherits ? (parent.samplingRate as number) : source.sampler.rate
    this.#source = source
    this.startTime = startTime
  }

  get name(): string {
    return this.#name
  }

  get traceId(): string {
    return this.#traceId
  }

  get parentId(): string | undefined {
    return this.#parentId
  }

  get sampled(): boolean {
    return this.#sampled
  }

  get samplingRate(): number {
    return this.#samplingRate
  }

  get traceState(): string {
    return this.#traceState
  }

  /** Only of a trace that came to us so: our own ids are random, but Level 1 has no flag for that. */
  get hasRandomTraceId(): boolean {
    return this.#hasRandomTraceId
  }

  get isRemote(): boolean {
    return false
  }

  /**
   * The request or message that this process serves with this span; the span itself when it is
   * one. Its name may become known, or change, until it ends.
   */
  get entrySpan(): Span | undefined {
    return this.#entrySpan
  }

  /** Monotonic milliseconds; NaN while the span is open. */
  get endTime(): number {
    return this.#endTime
  }

  get ended(): boolean {
    return !Number.isNaN(this.#endTime)
  }

  /** Milliseconds; NaN while the span is open. */
  get duration(): number {
    return this.#endTime - this.startTime
  }

  get status(): SpanStatus {
    return this.#status
  }

  get statusMessage(): string | undefined {
    return this.#statusMessage
  }

  /** Named after OpenTelemetry's semantic conventions. */
  get attributes(): Attributes {
    return this.#attributes ?? noAttributes
  }

  get links(): readonly SpanLink[] {
    return this.#links ?? noLinks
  }

  get events(): readonly SpanEvent[] {
    return this.#events ?? noEvents
  }

  /** Events that were one too many; the latest are kept. */
  get droppedEvents(): number {
    return this.#droppedEvents
  }

  /** Whether a metric of durations has it: the service must not count it once more. */
  get isCounted(): boolean {
    return this.#isCounted
  }

  /** For whoever has counted it, after its end. */
  markCounted(): void {
    this.#isCounted = true
  }

  /** The header that makes a callee this span's child. */
  get traceparent(): string {
    return formatTraceparent(this)
  }

  /** For a name that becomes known on the way, as that of a route. */
  updateName(name: string): this {
    if (!this.ended) this.#name = textOf(name)
    return this
  }

  setAttribute(name: string, value: AttributeValue | undefined): this {
    if (this.ended) return this
    this.#attributes ??= {}
    this.#attributes[name] = value
    return this
  }

  setStatus(status: SpanStatus, message?: string): this {
    if (this.ended || !statuses.includes(status)) return this
    this.#status = status
    this.#statusMessage = message === undefined ? undefined : textOf(message)
    return this
  }

  addLink(link: SpanLink): this {
    if (this.ended) return this
    this.#links ??= []
    this.#links.push({ traceId: link.traceId, spanId: link.spanId })
    return this
  }

  /** A moment of the span. The attributes are copied. */
  addEvent(name: string, attributes?: Attributes): this {
    if (this.#isRecording) this.#keepEvent(createEvent(textOf(name), attributes))
    return this
  }

  /** An error that the program met, with what caused it; the span does not fail by it. */
  recordException(error: unknown, attributes?: Attributes): this {
    // To look at a stack is expensive: it is put into words then.
    if (this.#isRecording) this.#keepEvent(createExceptionEvent(error, attributes))
    return this
  }

  /**
   * Puts an open span below one that the program, or another agent, has named in a header of its own.
   * Whether it is kept in another trace is decided anew: it has to be what every other service
   * decides about that trace.
   */
  joinTrace(parent: { readonly traceId: string; readonly spanId: string }): void {
    if (this.ended) return
    this.#parentId = parent.spanId
    if (parent.traceId === this.#traceId) return
    this.#traceId = parent.traceId
    this.#traceState = ''
    this.#hasRandomTraceId = false
    this.#entrySpan = this.#findEntrySpan(undefined)
    this.#sampled = this.#source.sampler.shouldSample(parent.traceId)
    this.#samplingRate = this.#source.sampler.rate
  }

  /** Ends the span and hands it on; a second call does nothing. */
  end(): void {
    if (this.ended) return
    this.#endTime = monotonicNow()
    this.#source.processor.onEnd(this)
  }

  get #isRecording(): boolean {
    return this.#sampled && !this.ended
  }

  #keepEvent(event: SpanEvent): void {
    this.#events ??= []
    this.#events.push(event)
    if (this.#events.length <= maxEvents) return
    this.#events.shift()
    this.#droppedEvents++
  }

  /** One reference, not a chain: a span must not keep all those above it in memory. */
  #findEntrySpan(parent: SpanContext | undefined): Span | undefined {
    if (this.kind === 'server' || this.kind === 'consumer') return this
    return parent instanceof Span ? parent.#entrySpan : undefined
  }
}
