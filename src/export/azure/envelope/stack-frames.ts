import { truncate } from './truncate.js'

/** One line of a stack, as azure-ingestion.md §4 has it. */
export interface StackFrame {
  readonly level: number
  readonly method: string
  readonly fileName?: string | undefined
  readonly line?: number | undefined
}

const maxFrameLength = 1_000
const placePattern = /^(.*?):(\d{1,9})(?::\d{1,9})?$/

/** The frames of a stack as V8 writes it, `level` 0 where it broke; other lines are left out. */
export function parseStack(stack: string): readonly StackFrame[] {
  const frames: StackFrame[] = []
  for (const text of stack.split('\n')) {
    const frame = text.trim()
    // A message, which a stranger may have written, can be among the lines.
    if (frame.length > maxFrameLength || !frame.startsWith('at ')) continue
    frames.push(parseFrame(frame, frames.length))
  }
  return frames
}

/** `at method (file:line:column)` or `at file:line:column`. */
function parseFrame(frame: string, level: number): StackFrame {
  const open = frame.indexOf(' (')
  const method = open === -1 ? '' : frame.slice('at '.length, open)
  const place = open === -1 ? frame.slice('at '.length) : frame.slice(open + 2).replace(/\)$/, '')
  const [, fileName = place, line] = placePattern.exec(place) ?? []
  return {
    level,
    method: truncate(method, 1024) || '<anonymous>',
    fileName: truncate(fileName, 1024),
    line: line === undefined ? undefined : Number(line)
  }
}

/** As many frames as fit into so many bytes of JSON, from both ends; what is left out is in the middle. */
export function limitFrames(frames: readonly StackFrame[], bytes: number): readonly StackFrame[] {
  let remaining = bytes - '[]'.length
  let count = 0
  while (count < frames.length) {
    remaining -= sizeOf(frames[positionOf(count, frames.length)])
    if (remaining < 0) break
    count++
  }
  if (count === frames.length) return frames
  const head = Math.ceil(count / 2)
  return [...frames.slice(0, head), ...frames.slice(frames.length - (count - head))]
}

/** First, last, second, last but one, and so on. */
function positionOf(i: number, length: number): number {
  return i % 2 === 0 ? i / 2 : length - (i + 1) / 2
}

function sizeOf(frame: StackFrame | undefined): number {
  return Buffer.byteLength(JSON.stringify(frame) ?? '') + 1
}
