import { readFileSync } from 'node:fs'
import Module from 'node:module'
import { join } from 'node:path'
import { guarded } from './guard.js'
import { patch } from './patch.js'
import { type Restore, restoreAll } from './restore.js'

/** One file of a package, seen when it is first required. */
export interface ModuleFile {
  readonly exports: unknown
  /** Within the package, with slashes: `lib/pool.js`; the package's main file has its name. */
  readonly path: string
}

/**
 * Calls `onFile` for each file of a package that the program requires from now on, once per copy of
 * the package and only when its version is in `range`. What `onFile` patches is undone together.
 *
 * Files inside the package are told too: an ES module's `import` does not pass by the hook, but
 * what the package itself requires does.
 *
 * @param isOwnDoing whether the agent itself is requiring at the moment; that is not hooked
 */
export function onModule(
  name: string,
  range: string,
  onFile: (file: ModuleFile) => Restore | undefined,
  isOwnDoing: () => boolean
): Restore {
  const undo: Restore[] = []
  const isCovered = createVersionCheck(range)
  const handle = guarded(`module ${name}`, (exports: unknown, file: string, directory?: string) => {
    if (directory === undefined || isOwnDoing() || !isCovered(directory)) return
    const path = file.replaceAll('\\', '/').replace(`${name}/`, '')
    const restore = onFile({ exports, path })
    if (restore) undo.push(restore)
  })
  undo.push(whenFirstNamed(name, isOwnDoing, () => hookRequire(name, handle)))
  return () => restoreAll(undo.splice(0))()
}

function hookRequire(
  name: string,
  handle: (exports: unknown, file: string, directory?: string) => void
): Restore {
  // Both are loaded only when a program comes by: 5 and 6 ms.
  const { Hook } = require('require-in-the-middle') as typeof import('require-in-the-middle')
  const hook = new Hook([name], { internals: true }, (exports, file, directory) => {
    handle(exports, file, directory)
    return exports
  })
  return () => hook.unhook()
}

/** Lays the real hook when a file of the package is about to be required for the first time. */
function whenFirstNamed(name: string, isOwnDoing: () => boolean, layHook: () => Restore): Restore {
  const lay = guarded(`hook for ${name}`, layHook)
  const isNamed = createNameCheck(name)
  let isLaid = false
  let unhook: Restore | undefined
  const restore = patch(Module.prototype, 'require', original => {
    return function require(...args) {
      // What a package requires after it was loaded is no first time: the agent's own undici does.
      const from = this.loaded ? undefined : this.filename
      const isTime = !isLaid && isNamed(args[0], from) && !isOwnDoing()
      if (!isTime) return Reflect.apply(original, this, args)
      isLaid = true
      restore()
      unhook = lay()
      return this.require(...args)
    }
  })
  return () => {
    isLaid = true
    restore()
    unhook?.()
  }
}

/** Whether the package is meant by what is required, or by who requires. */
function createNameCheck(name: string): (id: unknown, from: unknown) => boolean {
  const inFolder = new RegExp(`[\\\\/]node_modules[\\\\/]${name}[\\\\/]`)
  const isInside = (path: string) => path.includes(name) && inFolder.test(path)
  return (id, from) => {
    if (typeof id !== 'string') return false
    const isMeant = id === name || id.startsWith(`${name}/`) || isInside(id)
    return isMeant || (id.startsWith('.') && typeof from === 'string' && isInside(from))
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
  const satisfies = require('semver/functions/satisfies') as typeof import('semver').satisfies
  return satisfies(version, range, { includePrerelease: true })
}
