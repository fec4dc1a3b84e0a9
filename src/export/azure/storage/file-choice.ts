import { type BatchFile, parseFileName, turnOfTemporary } from './batch-file.js'

/** How much may lie in the directory. */
export interface Room {
  /** Bytes of all files together. */
  readonly maxBytes: number
  readonly maxFiles: number
}

/** What a process that crashed while writing leaves behind is removed after this time. */
const maxAgeOfTemporary = 3_600_000

export function listFiles(names: readonly string[]): readonly BatchFile[] {
  return names.map(parseFileName).filter(file => file !== undefined)
}

/** The oldest free files, which have to go so that one of as many bytes fits in. */
export function findSurplus(
  files: readonly BatchFile[],
  isFree: (file: BatchFile) => boolean,
  bytes: number,
  { maxBytes, maxFiles }: Room
): readonly BatchFile[] {
  if (bytes > maxBytes) return []
  let totalBytes = files.reduce((sum, file) => sum + file.bytes, bytes)
  let count = files.length + 1
  const isFull = () => totalBytes > maxBytes || count > maxFiles
  if (!isFull()) return []
  const surplus: BatchFile[] = []
  for (const file of files.filter(isFree).sort(byAge)) {
    if (!isFull()) break
    surplus.push(file)
    totalBytes -= file.bytes
    count--
  }
  return surplus
}

export function findOldTemporaries(names: readonly string[], now: number): readonly string[] {
  return names.filter(name => now - (turnOfTemporary(name) ?? now) > maxAgeOfTemporary)
}

function byAge(a: BatchFile, b: BatchFile): number {
  return a.createdAt - b.createdAt || a.turn - b.turn
}
