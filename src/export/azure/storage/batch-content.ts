import { randomUUID } from 'node:crypto'
import { crc32, gunzipSync } from 'node:zlib'
import type { IngestionTarget } from '../connection-string.js'
import type { Batch } from '../delivery/batch-store.js'
import { type BatchFile, formatFileName, nextTurn } from './batch-file.js'

/** A batch is 1 MiB at most, or one item of 64 kB. */
const maxTextLength = 4 * 1024 * 1024

/** A file to be, with its content. */
export interface NewBatchFile {
  readonly file: BatchFile
  readonly content: Buffer
}

/** @param body the lines of the batch, as `compressLines` or `compressLinesNow` makes one of them */
export function createBatchFile(
  { lines, createdAt }: Batch,
  body: Buffer,
  target: IngestionTarget
): NewBatchFile {
  const content = formatContent(body, target)
  const bytes = content.length
  const id = randomUUID().slice(-12)
  const facts = { turn: nextTurn(), createdAt, items: lines.length, bytes, id, lease: undefined }
  return { file: { ...facts, name: formatFileName(facts) }, content }
}

/**
 * A line about the lines, then the lines in gzip: a fifteenth of their size, and so of the room, of
 * what is to be flushed, and of what waits in memory meanwhile. Never a token: whoever sends them
 * gets one of their own.
 */
function formatContent(body: Buffer, target: IngestionTarget): Buffer {
  const { instrumentationKey, endpoint } = target
  const head = { version: 1, instrumentationKey, endpoint, bytes: body.length, crc32: crc32(body) }
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body])
}

/** The lines, exactly as they were; none of what is cut, damaged, or of another target. */
export function readContent(content: Buffer, target: IngestionTarget): readonly string[] {
  const end = content.indexOf('\n')
  const head = readHead(content.subarray(0, Math.max(end, 0)).toString())
  const body = content.subarray(end + 1)
  const isWhole = head['bytes'] === body.length && head['crc32'] === crc32(body)
  const isOurs =
    head['instrumentationKey'] === target.instrumentationKey && head['endpoint'] === target.endpoint
  return head['version'] === 1 && isWhole && isOurs ? decompress(body) : []
}

/** More than a batch can be is none of ours. */
function decompress(body: Buffer): readonly string[] {
  try {
    return gunzipSync(body, { maxOutputLength: maxTextLength }).toString().split('\n')
  } catch {
    return []
  }
}

function readHead(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}
