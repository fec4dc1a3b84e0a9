import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Where a key stands in the source of the program. */
export interface KeyInCode {
  /** File and line. */
  readonly place: string
  /** The last four characters of it. */
  readonly key: string
}

// A look, not a search: what is large or deep is no source that somebody wrote a key into.
const mostFiles = 2_000
const mostBytes = 256 * 1024
const source = /\.[cm]?[jt]sx?$/
const aside = /^(node_modules|dist|build|coverage|tests?|__tests__|fixtures)$|^\.|\.(test|spec)\./
const written = /instrumentationkey(?:\s*=\s*|['"]?\s*:\s*['"`])([\w-]{8,40})/i

/** The keys that stand in the files of the program itself: code comes before environment and file. */
export function findKeysInCode(directory: string): readonly KeyInCode[] {
  const found: KeyInCode[] = []
  const folders = [directory]
  let count = 0
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    for (const entry of list(folder)) {
      const path = join(folder, entry.name)
      if (aside.test(entry.name)) continue
      if (entry.isDirectory()) folders.push(path)
      if (!entry.isFile() || !source.test(entry.name)) continue
      if (++count > mostFiles) return found
      found.push(...findKeys(path).map(key => ({ ...key, place: relative(directory, key.place) })))
    }
  }
  return found
}

function list(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function findKeys(path: string): readonly KeyInCode[] {
  try {
    if (statSync(path).size > mostBytes) return []
    return readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line, i) => {
        const [, key] = written.exec(line) ?? []
        return key === undefined ? [] : [{ place: `${path}:${i + 1}`, key: key.slice(-4) }]
      })
  } catch {
    return []
  }
}
