import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

let root: string | undefined
let count = 0

/**
 * Where the agent of one program keeps what it could not deliver. Each has its own: a stand-in may
 * get the port of an earlier one, and must not be sent what was meant for that.
 */
export function nextStorageFolder(): string {
  root ??= createRoot()
  return join(root, String(count++))
}

function createRoot(): string {
  const folder = mkdtempSync(join(tmpdir(), 'outspan-storage-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
