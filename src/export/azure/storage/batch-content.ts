import { randomUUID } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { IngestionTarget } from '../connection-string.js'
import type { Batch } from '../delivery/batch-store.js'
import { formatFileName, nextTurn } from './batch-file.js'

/** A file to be, with its content. */
export interface NewBatchFile {
  readonly name: string
  readonly items: number
  readonly content: Buffer
}

export function createBatchFile(
  { lines, createdAt }: Batch,
  target: IngestionTarget
): NewBatchFile {
  const content = formatContent(lines, target)
  const items = lines.length
  const id = randomUUID().slice(-12)
  const turn = nextTurn()
  const name = formatFileName({ turn, createdAt, items, bytes: content.length, id })
  return { name, items, content }
}

/** A line about the lines, then the lines. Never a token: whoever sends them gets one of their own. */
function formatContent(lines: readonly string[], target: IngestionTarget): Buffer {
  const text = Buffer.from(lines.join('\n'))
  const { instrumentationKey, endpoint } = target
  const head = { version: 1, instrumentationKey, endpoint, bytes: text.length, crc32: crc32(text) }
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), text])
}

/** The lines, exactly as they were; none of what is cut, damaged, or of another target. */
export function readContent(content: Buffer, target: IngestionTarget): readonly string[] {
  const end = content.indexOf('\n')
  const head = readHead(content.subarray(0, Math.max(end, 0)).toString())
  const text = content.subarray(end + 1)
  const isWhole = head['bytes'] === text.length && head['crc32'] === crc32(text)
  const isOurs =
    head['instrumentationKey'] === target.instrumentationKey && head['endpoint'] === target.endpoint
  return head['version'] === 1 && isWhole && isOurs ? text.toString().split('\n') : []
}

function readHead(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}
