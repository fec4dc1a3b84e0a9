import type { WallClock } from '../../../trace/clock.js'
import type { Redaction } from '../../../trace/redaction.js'
import type { Span } from '../../../trace/span.js'
import type { SpanEvent } from '../../../trace/span-event.js'
import { createDependency } from './envelope-dependency.js'
import { createEventData } from './envelope-event.js'
import { addRequestTags, createRequest, requestNameOf } from './envelope-request.js'
import { formatTime } from './time-format.js'
import { truncate } from './truncate.js'

/** What is the same on every envelope of a process. */
export interface EnvelopeSource {
  readonly instrumentationKey: string
  /** The name of the service; a node of the Application Map. */
  readonly cloudRole: string
  readonly cloudRoleInstance: string
  readonly applicationVersion?: string | undefined
  /** `prefix_name:version`, at most 64 characters. */
  readonly sdkVersion: string
  readonly redaction: Redaction
  /** Types and names of Azure's own services, told by their hosts. */
  readonly derivesAzureTypes?: boolean | undefined
  /** `0` in place of the name of an error, where there was no response. */
  readonly usesNumericCodes?: boolean | undefined
}

/** One telemetry item, as azure-ingestion.md §3 has it. */
export interface Envelope {
  readonly ver: 1
  readonly name: string
  readonly time: string
  readonly sampleRate: number
  readonly iKey: string
  readonly tags: Readonly<Record<string, string>>
  readonly data: EnvelopeData
}

export interface EnvelopeData {
  readonly baseType: string
  readonly baseData: object
}

/** An ended span: what was served is a request, all else a dependency. Pure but for the clock. */
export function createEnvelope(span: Span, source: EnvelopeSource, clock: WallClock): Envelope {
  const startedAt = clock.at(span.startTime)
  if (span.kind !== 'server' && span.kind !== 'consumer') {
    const tags = createTags(span, span.parentId, source)
    return wrap(span, startedAt, tags, createDependency(span, source), source)
  }
  const { attributes } = span
  // First of all: the tags have its name as well, and find it there.
  const data = createRequest(span, attributes, startedAt, source.redaction)
  const tags = createTags(span, span.parentId, source)
  addRequestTags(tags, attributes)
  return wrap(span, startedAt, tags, data, source)
}

/** Something that happened in a span, as an item of its own: its child, and kept when the span is. */
export function createEventEnvelope(
  span: Span,
  event: SpanEvent,
  source: EnvelopeSource,
  clock: WallClock
): Envelope {
  const tags = createTags(span, span.spanId, source)
  return wrap(span, clock.at(event.time), tags, createEventData(event, source.redaction), source)
}

function wrap(
  span: Span,
  at: number,
  tags: Readonly<Record<string, string>>,
  data: EnvelopeData,
  { instrumentationKey }: EnvelopeSource
): Envelope {
  return {
    ver: 1,
    name: `Microsoft.ApplicationInsights.${data.baseType.slice(0, -'Data'.length)}`,
    time: formatTime(at),
    sampleRate: sampleRateOf(span),
    iKey: instrumentationKey,
    tags,
    data
  }
}

/**
 * A sampler of the program may say anything; the service refuses what is no percentage. It counts
 * in whole items: 9.9994 of them, from a rate that was rounded on its way, may count as 9.
 */
export function sampleRateOf({ samplingRate }: Span): number {
  if (!(samplingRate > 0 && samplingRate < 1)) return 100
  const count = 1 / samplingRate
  const whole = Math.round(count)
  // A rate of just below 1 is set on purpose: it exempts items from sampling by the service (§11).
  const isRounded = whole > 1 && Math.abs(count - whole) < count / 1000
  return isRounded ? 100 / whole : 100 * samplingRate
}

function createTags(
  span: Span,
  parentId: string | undefined,
  source: EnvelopeSource
): Record<string, string> {
  const tags: Record<string, string> = { 'ai.operation.id': span.traceId }
  if (parentId !== undefined) tags['ai.operation.parentId'] = parentId
  const operation = operationNameOf(span)
  if (operation !== '') tags['ai.operation.name'] = operation
  addSourceTags(tags, source)
  return tags
}

/** What every item of a process says. */
export function addSourceTags(tags: Record<string, string>, source: EnvelopeSource): void {
  tags['ai.cloud.role'] = truncate(source.cloudRole, 256)
  tags['ai.cloud.roleInstance'] = truncate(source.cloudRoleInstance, 256)
  if (source.applicationVersion) {
    tags['ai.application.ver'] = truncate(source.applicationVersion, 1024)
  }
  tags['ai.internal.sdkVersion'] = source.sdkVersion
}

/** What the process was asked for, for all that is done for it; '' when it is not known. */
export function operationNameOf({ entrySpan }: Span): string {
  return entrySpan === undefined ? '' : truncate(requestNameOf(entrySpan), 1024)
}
