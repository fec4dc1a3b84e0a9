import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const quiet = ['--no-audit', '--no-fund', '--loglevel=error']

/** Packs and installs the built package as a user would. */
export function installOurs() {
  const folder = mkdtempSync(join(tmpdir(), 'outspan-size-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
    // Scripts would build again, under the feet of whatever else runs.
    const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]
    const [{ filename, size }] = JSON.parse(execFileSync('npm', pack, { cwd: root, stdio: piped }))
    execFileSync('npm', ['install', ...quiet, join(folder, filename)], { cwd: folder })
    return { ...sizeOf(folder), packedBytes: size }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const piped = ['ignore', 'pipe', 'inherit']

/** @returns the packages below a folder, and the sum of the sizes of their files */
export function sizeOf(folder) {
  const modules = join(folder, 'node_modules')
  const { packages } = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8'))
  const files = readdirSync(modules, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name !== '.package-lock.json')
    .map(entry => statSync(join(entry.parentPath, entry.name)).size)
  return {
    packages: Object.keys(packages).length,
    bytes: files.reduce((sum, size) => sum + size, 0)
  }
}
