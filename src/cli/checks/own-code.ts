import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Where a key stands in the source of the program. */
export interface KeyInCode {
  /** File and line. */
  readonly place: string
  /** The last four characters of it. */
  readonly key: string
}

// A look, not a search: doctor may be asked in a home directory, or at the root of a disk.
const mostEntries = 10_000
const mostBytes = 256 * 1024
const source = /\.[cm]?[jt]sx?$/
const aside = /^(node_modules|dist|build|coverage|tests?|__tests__|fixtures)$|^\.|\.(test|spec)\./
const written = /instrumentationkey(?:\s*=\s*|['"]?\s*:\s*['"`])([\w-]{8,40})/i

/**
 * The keys that stand in the files of the program itself: code comes before environment and file.
 *
 * @param most files and folders that are looked at, the nearest first
 */
export function findKeysInCode(directory: string, most = mostEntries): readonly KeyInCode[] {
  return listSources(directory, most).flatMap(path =>
    findKeys(path).map(({ line, key }) => ({ place: `${relative(directory, path)}:${line}`, key }))
  )
}

function listSources(directory: string, most: number): readonly string[] {
  const sources: string[] = []
  const folders = [directory]
  let count = 0
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    for (const entry of list(folder)) {
      if (aside.test(entry.name)) continue
      if (++count > most) return sources
      const path = join(folder, entry.name)
      if (entry.isDirectory()) folders.push(path)
      else if (entry.isFile() && source.test(entry.name)) sources.push(path)
    }
  }
  return sources
}

function list(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function findKeys(path: string): readonly { readonly line: number; readonly key: string }[] {
  try {
    if (statSync(path).size > mostBytes) return []
    return readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line, i) => {
        const [, key] = written.exec(line) ?? []
        return key === undefined ? [] : [{ line: i + 1, key: key.slice(-4) }]
      })
  } catch {
    return []
  }
}
