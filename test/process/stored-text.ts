import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** All that a program has left on disk: of each file its head and its lines. */
export function readStoredText(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => readFileSync(join(entry.parentPath, entry.name)))
  return files.map(toText).join('\n')
}

function toText(content: Buffer): string {
  const start = content.indexOf('\n') + 1
  return content.subarray(0, start).toString() + gunzipSync(content.subarray(start))
}
