import { readFileSync } from 'node:fs'
import { Module } from 'node:module'
import { join, sep } from 'node:path'
import { guarded } from './guard.js'
import { patch } from './patch.js'
import { type Restore, restoreAll } from './restore.js'

/** One file of a package, seen when it is first required. */
export interface ModuleFile {
  /** May be replaced, for those who require the file from then on. */
  exports: unknown
  /** Within the package, with slashes: `lib/pool.js`; the package's main file has its name. */
  readonly path: string
}

/**
 * Calls `onFile` for each file of a package that the program requires from now on, once per copy of
 * the package and only when its version is in `range`. What `onFile` patches is undone together.
 * Files that were loaded before are told at once: what they export can be patched, not replaced.
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
  isOwnDoing: () => boolean = () => false
): Restore {
  const undo: Restore[] = []
  const known = new Map<unknown, unknown>()
  const isCovered = createVersionCheck(range)
  const handle = guarded(`module ${name}`, (exports: unknown, path: string, directory: string) => {
    if (known.has(exports)) return known.get(exports)
    if (isOwnDoing() || !isCovered(directory)) return exports
    const file: ModuleFile = { exports, path: path.replaceAll('\\', '/') }
    const restore = onFile(file)
    known.set(exports, file.exports)
    if (restore) undo.push(restore)
    return file.exports
  })
  for (const { exports, path, directory } of listLoadedFiles(name)) handle(exports, path, directory)
  undo.push(
    hookPackage({ name, findFolder: createFolderSearch(name), isCovered, isOwnDoing, handle })
  )
  return () => restoreAll(undo.splice(0))()
}

/** What `require` has loaded of a package so far, also for an ES module. */
function* listLoadedFiles(name: string) {
  const pattern = `^(.*[\\\\/]node_modules[\\\\/]${name})[\\\\/](?!.*node_modules)(.*)$`
  const inPackage = new RegExp(pattern)
  for (const [file, module] of Object.entries(require.cache)) {
    const [, directory, path] = (file.includes(name) && inPackage.exec(file)) || []
    if (directory && path && module?.loaded) yield { exports: module.exports, path, directory }
  }
}

interface Package {
  readonly name: string
  /** Of the package, when a file of it is meant by what is required, or by who requires. */
  readonly findFolder: (id: unknown, requirer: Module) => string | undefined
  readonly isCovered: (directory: string) => boolean
  readonly isOwnDoing: () => boolean
  /** @returns what to export in place of `exports` */
  readonly handle: (exports: unknown, path: string, directory: string) => unknown
}

/** All that are hooked: one hook serves them, as each one looks at every `require` of the program. */
const packages = new Set<Package>()
let unhook: Restore | undefined

function hookPackage(hooked: Package): Restore {
  packages.add(hooked)
  // The hook knows only the names that it was laid with.
  unhook?.()
  unhook = layWhenFirstNamed()
  return () => {
    packages.delete(hooked)
    if (packages.size > 0) return
    unhook?.()
    unhook = undefined
  }
}

/** Lays the real hook when a file of one of the packages is about to be required for the first time. */
function layWhenFirstNamed(): Restore {
  const lay = guarded('require', layHook)
  const isNamed = guarded('require', isOneNamed)
  let isLaid = false
  const restore = patch(Module.prototype, 'require', original => {
    return function require(...args) {
      if (isLaid || !isNamed(args[0], this)) return Reflect.apply(original, this, args)
      isLaid = true
      restore()
      unhook = lay()
      return this.require(...args)
    }
  })
  return () => {
    isLaid = true
    restore()
  }
}

function isOneNamed(id: unknown, requirer: Module): boolean {
  for (const { findFolder, isCovered, isOwnDoing } of packages) {
    const folder = findFolder(id, requirer)
    if (folder !== undefined && !isOwnDoing() && isCovered(folder)) return true
  }
  return false
}

function layHook(): Restore {
  // Both are loaded only when a program comes by: 5 and 6 ms.
  const { Hook } = require('require-in-the-middle') as typeof import('require-in-the-middle')
  const names = new Set([...packages].map(({ name }) => name))
  const hook = new Hook([...names], { internals: true }, handleFile)
  return () => hook.unhook()
}

/** @param file name of the package, and where in it the file is; the main file is the name alone */
function handleFile<T>(exports: T, file: string, directory: string | undefined): T {
  if (directory === undefined) return exports
  let result: unknown = exports
  for (const { name, handle } of packages) {
    if (file === name) result = handle(result, name, directory) ?? result
    else if (file.startsWith(name + sep)) {
      result = handle(result, file.slice(name.length + 1), directory) ?? result
    }
  }
  // What stands in for a file's exports is made to look like them.
  return result as T
}

function createFolderSearch(name: string): Package['findFolder'] {
  const folder = new RegExp(`^.*[\\\\/]node_modules[\\\\/]${name}(?=[\\\\/])`)
  const folderOf = (path: string) => (path.includes(name) ? folder.exec(path)?.[0] : undefined)
  return (id, requirer) => {
    if (typeof id !== 'string') return undefined
    // What a package requires after it was loaded is no first time: the agent's own undici does.
    if (id.startsWith('.')) return requirer.loaded ? undefined : folderOf(requirer.filename ?? '')
    if (id !== name && !id.startsWith(`${name}/`)) return folderOf(id)
    return folderOf(resolve(id, requirer))
  }
}

// Asked each time: tools that map paths replace it. r-i-t-m asks core in the same way.
const resolver = Module as unknown as {
  _resolveFilename(id: string, requirer: Module): string
}

/** Empty when there is no such module, which the program is about to find out by itself. */
function resolve(id: string, requirer: Module): string {
  try {
    return resolver._resolveFilename(id, requirer)
  } catch {
    return ''
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
  return isInRange(version, range)
}

/** Prereleases belong to the range that they lead to. */
export function isInRange(version: string, range: string): boolean {
  const satisfies = require('semver/functions/satisfies') as typeof import('semver').satisfies
  return satisfies(version, range, { includePrerelease: true })
}
