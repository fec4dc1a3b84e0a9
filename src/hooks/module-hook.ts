import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hook } from 'require-in-the-middle'
import { guarded } from './guard.js'
import { type Restore, restoreAll } from './restore.js'

/** One file of a package, seen when it is first required. */
export interface ModuleFile {
  readonly exports: unknown
  /** Within the package, with slashes: `lib/pool.js`. The package's main file has its own name. */
  readonly path: string
}

/**
 * Calls `onFile` for each file of a package that the program requires from now on, once per copy of
 * the package and only when its version is in `range`. What `onFile` patches is undone together.
 *
 * Files inside the package are told too: an ES module's `import` does not pass by the hook, but
 * what the package itself requires does.
 */
export function onModule(
  name: string,
  range: string,
  onFile: (file: ModuleFile) => Restore | undefined
): Restore {
  const undo: Restore[] = []
  const isCovered = createVersionCheck(range)
  const handle = guarded(`module ${name}`, (exports: unknown, file: string, directory?: string) => {
    if (directory === undefined || !isCovered(directory)) return
    const path = file.replaceAll('\\', '/').replace(`${name}/`, '')
    const restore = onFile({ exports, path })
    if (restore) undo.push(restore)
  })
  const hook = new Hook([name], { internals: true }, (exports, file, directory) => {
    handle(exports, file, directory)
    return exports
  })
  return () => {
    hook.unhook()
    restoreAll(undo.splice(0))()
  }
}

/** Reads each copy's package.json once. */
function createVersionCheck(range: string): (directory: string) => boolean {
  const known = new Map<string, boolean>()
  return directory => {
    const covered = known.get(directory) ?? isCovered(directory, range)
    known.set(directory, covered)
    return covered
  }
}

function isCovered(directory: string, range: string): boolean {
  const { version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
  // Loaded here, as most programs never come by.
  const satisfies = require('semver/functions/satisfies') as typeof import('semver').satisfies
  return satisfies(version, range, { includePrerelease: true })
}
