import type { Envelope } from '../../tools/ingestion-stand-in/server.js'
import { readDependency } from '../process/dependency.js'

/** What a test asks of one RequestData item. */
export interface ServedRequest {
  readonly id: string
  readonly traceId: string
  readonly parentId: string | undefined
  readonly name: string
  readonly url: string
  readonly responseCode: string | undefined
  readonly success: boolean | undefined
  /** Milliseconds. */
  readonly duration: number
  readonly properties: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
}

export function readRequest(envelope: Envelope): ServedRequest {
  const { id, traceId, parentId, name, success, duration, properties } = readDependency(envelope)
  const { url = '', responseCode } = envelope.data.baseData
  const { tags = {} } = envelope
  return { id, traceId, parentId, name, url, responseCode, success, duration, properties, tags }
}

/** What a test asks of one ExceptionData item. */
export interface ServedException {
  /** Of the span that it happened in. */
  readonly parentId: string | undefined
  readonly traceId: string | undefined
  readonly type: string | undefined
  readonly message: string | undefined
}

export function readException({ tags = {}, data }: Envelope): ServedException {
  const [{ typeName, message } = {}] = data.baseData.exceptions ?? []
  return {
    parentId: tags['ai.operation.parentId'],
    traceId: tags['ai.operation.id'],
    type: typeName,
    message
  }
}
