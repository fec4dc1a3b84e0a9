import type { Envelope } from '../../tools/ingestion-stand-in/server.js'

/** What a test asks of one item of telemetry. */
export interface Dependency {
  readonly id: string
  readonly traceId: string
  readonly parentId: string | undefined
  readonly type: string
  readonly name: string
  readonly target: string | undefined
  /** The URL; empty when there is none. */
  readonly data: string
  readonly resultCode: string | undefined
  readonly success: boolean | undefined
  /** Milliseconds. */
  readonly duration: number
  readonly properties: Readonly<Record<string, string>>
}

export function readDependency({ tags = {}, data: { baseData } }: Envelope): Dependency {
  const { id = '', type = '', name = '', data = '', target, resultCode, success } = baseData
  return {
    id,
    traceId: tags['ai.operation.id'] ?? '',
    parentId: tags['ai.operation.parentId'],
    type,
    name,
    target,
    data,
    resultCode,
    success,
    duration: readDuration(baseData.duration ?? ''),
    properties: baseData.properties ?? {}
  }
}

function readDuration(text: string): number {
  const [hours = Number.NaN, minutes = 0, seconds = 0] = text.split(':').map(Number)
  return ((hours * 60 + minutes) * 60 + seconds) * 1000
}
