import type { Envelope } from '../tools/ingestion-stand-in/server.js'

/** A dependency or a request, as it arrived. */
export interface ArrivedSpan {
  readonly traceId: string
  readonly id: string
  readonly parentId: string | undefined
  readonly role: string
  readonly name: string
  readonly type: string
  readonly target: string
  /** The whole URL; '' for a span that is no call. */
  readonly url: string
  readonly result: string
  readonly isSuccess: boolean
  readonly duration: number
  /** As sent: all have the same length, so they sort as text. */
  readonly time: string
}

/** A span below the place that it has in its trace. */
export interface TreeRow {
  readonly span: ArrivedSpan
  /** Lines that lead to it from its parent; '' for the root of a trace. */
  readonly branch: string
}

/** Undefined for what is no span: metrics, exceptions. */
export function readSpan({ time, tags = {}, data }: Envelope): ArrivedSpan | undefined {
  const { baseType, baseData } = data
  const isRequest = baseType === 'RequestData'
  if (!isRequest && baseType !== 'RemoteDependencyData') return undefined
  return {
    traceId: tags['ai.operation.id'] ?? '',
    id: baseData.id ?? '',
    parentId: tags['ai.operation.parentId'],
    role: tags['ai.cloud.role'] ?? '',
    name: baseData.name ?? '',
    type: isRequest ? 'Request' : (baseData.type ?? ''),
    target: baseData.target ?? '',
    url: baseData.data ?? baseData.url ?? '',
    result: baseData.resultCode ?? baseData.responseCode ?? '',
    isSuccess: baseData.success === true,
    duration: parseDuration(baseData.duration ?? ''),
    time
  }
}

/** `[d.]hh:mm:ss.fffffff` in milliseconds. */
export function parseDuration(text: string): number {
  const [, days = 0, hours, minutes, seconds] =
    /^(?:(\d+)\.)?(\d\d):(\d\d):(\d\d\.\d+)$/.exec(text) ?? []
  return (
    (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  )
}

/**
 * All traces, in order of their start; below each span those that it caused. A span whose parent
 * has not arrived stands at the root.
 */
export function buildTree(spans: readonly ArrivedSpan[]): readonly TreeRow[] {
  const sorted = spans.toSorted((a, b) => a.time.localeCompare(b.time))
  const ids = new Set(sorted.map(idOf))
  const childrenOf = new Map<string, ArrivedSpan[]>()
  const roots: ArrivedSpan[] = []
  for (const span of sorted) {
    const parent = `${span.traceId} ${span.parentId}`
    if (!ids.has(parent)) roots.push(span)
    else childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), span])
  }
  return roots.flatMap(span => rowsOf(span, '', ''))

  function rowsOf(span: ArrivedSpan, branch: string, indent: string): readonly TreeRow[] {
    const children = childrenOf.get(idOf(span)) ?? []
    const below = children.flatMap((child, index) => {
      const isLast = index === children.length - 1
      return rowsOf(child, indent + (isLast ? '└─ ' : '├─ '), indent + (isLast ? '   ' : '│  '))
    })
    return [{ span, branch }, ...below]
  }
}

function idOf({ traceId, id }: ArrivedSpan): string {
  return `${traceId} ${id}`
}
