import { Compressor } from './compressor.js'

/**
 * Far below the 64,000 items that the service takes; 413 exists, its limit is not published (§2).
 * A batch of the usual size is one request.
 */
const maxItems = 500
const maxBytes = 1024 * 1024
/** A body is 1 MiB at most, or one item of 64 kB, but not every file is from this version. */
const maxTextLength = 4 * maxBytes
/** Of a code unit in UTF-8. */
const maxUnitBytes = 3
/** Batches of like calls are of about the same size. */
const roomStep = 64 * 1024
const newline = 10

/** Parts of at most 500 lines and 1 MiB; a longer line is a part of its own. */
export function splitLines(lines: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = []
  let part: string[] = []
  let bytes = 0
  for (const line of lines) {
    const size = Buffer.byteLength(line) + 1
    if (part.length > 0 && (part.length >= maxItems || bytes + size > maxBytes)) {
      parts.push(part)
      part = []
      bytes = 0
    }
    part.push(line)
    bytes += size
  }
  if (part.length > 0) parts.push(part)
  return parts
}

/** One body for a POST, compressed on the thread pool. */
export async function compressLines(lines: readonly string[]): Promise<Buffer> {
  const room = takeRoom(lines.reduce((sum, line) => sum + line.length * maxUnitBytes + 1, 0))
  const compressor = takeCompressor()
  const body = await compressor.compress(toBytes(lines, room))
  if (room.length <= maxBytes * maxUnitBytes) spareRoom = room
  spareCompressor = compressor
  return body
}

/** The same at once: in the last moment, or for what is left of a batch. */
export function compressLinesNow(lines: readonly string[]): Buffer {
  const { constants, gzipSync } = require('node:zlib') as typeof import('node:zlib')
  return gzipSync(lines.join('\n'), { level: constants.Z_BEST_SPEED })
}

/** The lines of a body, exactly as they were; none when it is no body of ours. */
export function readLines(body: Buffer): readonly string[] {
  const { gunzipSync } = require('node:zlib') as typeof import('node:zlib')
  try {
    return gunzipSync(body, { maxOutputLength: maxTextLength }).toString().split('\n')
  } catch {
    return []
  }
}

/** Left by the body before. */
let spareCompressor: Compressor | undefined

function takeCompressor(): Compressor {
  const spare = spareCompressor
  spareCompressor = undefined
  return spare ?? new Compressor()
}

/**
 * Left by the body before. Room for each alone would wait for the garbage collector, which is in no
 * hurry: with Node 24, 30 MB of it.
 */
let spareRoom: Buffer | undefined

/** For the most that the lines can take: to count would take longer, and unused room is no memory. */
function takeRoom(bytes: number): Buffer {
  const spare = spareRoom
  spareRoom = undefined
  if (spare !== undefined && spare.length >= bytes) return spare
  return Buffer.allocUnsafeSlow(Math.ceil(bytes / roomStep) * roomStep)
}

/** Newline-delimited. To join the texts first takes twice as long (Node 20), and their space twice. */
function toBytes(lines: readonly string[], room: Buffer): Buffer {
  let position = 0
  for (const line of lines) {
    if (position > 0) room[position++] = newline
    position += room.write(line, position)
  }
  return room.subarray(0, position)
}
