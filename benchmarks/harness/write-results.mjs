import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname } from 'node:path'

export function versionOf(node) {
  return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()
}

/** Of this clone; `-dirty` when it has changes besides. */
function commit() {
  const describe = ['describe', '--always', '--dirty', '--exclude', '*']
  return execFileSync('git', describe, { cwd: import.meta.dirname, encoding: 'utf8' }).trim()
}

/** Keeps what was measured, and on what, in a file if one is named. */
export function writeResults(file, node, results) {
  if (file === undefined) return
  const date = new Date().toISOString().slice(0, 10)
  const machine = { node: versionOf(node), cores: cpus().length, processor: cpus()[0]?.model }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(
    file,
    `${JSON.stringify({ date, commit: commit(), ...machine, results }, null, 1)}\n`
  )
}
