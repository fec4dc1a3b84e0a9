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

/** The text of a body to be: newline-delimited lines. */
export interface RequestText {
  readonly bytes: Buffer
  readonly items: number
  /** Where the text stands, and those before it; the last of them gives it back. */
  readonly room: Buffer | undefined
}

/**
 * Texts of at most 500 lines and 1 MiB; a longer line is a text of its own. To join the lines first
 * takes twice as long (Node 20), and their space twice. The lines can go before the text is
 * compressed: with them, scavenges copied 47 MB more than the program's own in 100,000 calls, 23
 * without.
 */
export function writeTexts(lines: readonly string[]): readonly RequestText[] {
  if (lines.length === 0) return []
  const room = takeRoom(lines.reduce((sum, line) => sum + line.length * maxUnitBytes + 1, 0))
  const texts: RequestText[] = []
  let start = 0
  let end = 0
  let items = 0
  for (const line of lines) {
    const lineStart = items === 0 ? end : end + 1
    const lineEnd = lineStart + room.write(line, lineStart)
    if (items >= maxItems || (items > 0 && lineEnd - start > maxBytes)) {
      texts.push({ bytes: room.subarray(start, end), items, room: undefined })
      start = lineStart
      items = 0
    }
    if (items > 0) room[end] = newline
    end = lineEnd
    items++
  }
  texts.push({ bytes: room.subarray(start, end), items, room })
  return texts
}

/** Loads what compresses, before there is anything to compress. */
export function prepareCompression(): void {
  spareCompressor ??= new Compressor()
}

/** One body for a POST, compressed on the thread pool. To be called once for each text, in order. */
export async function compress({ bytes, room }: RequestText): Promise<Buffer> {
  const compressor = takeCompressor()
  const body = await compressor.compress(bytes)
  if (room && room.length <= maxBytes * maxUnitBytes) spareRoom = room
  spareCompressor = compressor
  return body
}

/** The same at once: in the last moment, or for what is left of a batch. */
export function compressNow(text: Buffer | string): Buffer {
  const { constants, gzipSync } = require('node:zlib') as typeof import('node:zlib')
  return gzipSync(text, { level: constants.Z_BEST_SPEED })
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
