import { randomUUID } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { IngestionTarget } from '../connection-string.js'
import type { Batch } from '../delivery/batch-store.js'
import { type BatchFile, formatFileName, nextTurn } from './batch-file.js'

/** A file to be, with its content. */
export interface NewBatchFile {
  readonly file: BatchFile
  readonly content: Buffer
}

export function createBatchFile(
  { body, items, createdAt }: Batch,
  target: IngestionTarget
): NewBatchFile {
  const content = formatContent(body, target)
  const bytes = content.length
  const id = randomUUID().slice(-12)
  const facts = { turn: nextTurn(), createdAt, items, bytes, id, lease: undefined }
  return { file: { ...facts, name: formatFileName(facts) }, content }
}

/** A line about the body, then the body. Never a token: whoever sends it gets one of its own. */
function formatContent(body: Buffer, target: IngestionTarget): Buffer {
  const { instrumentationKey, endpoint } = target
  const head = { version: 1, instrumentationKey, endpoint, bytes: body.length, crc32: crc32(body) }
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body])
}

/** The body, exactly as it was; undefined when it is cut, damaged, or of another target. */
export function readContent(content: Buffer, target: IngestionTarget): Buffer | undefined {
  const end = content.indexOf('\n')
  const head = readHead(content.subarray(0, Math.max(end, 0)).toString())
  const body = content.subarray(end + 1)
  const isWhole = head['bytes'] === body.length && head['crc32'] === crc32(body)
  const isOurs =
    head['instrumentationKey'] === target.instrumentationKey && head['endpoint'] === target.endpoint
  return head['version'] === 1 && isWhole && isOurs ? body : undefined
}

function readHead(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}
