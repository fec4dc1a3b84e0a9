import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The program that the agent is a guest of. */
export interface Program {
  /** The folder of its package.json; the working directory when there is none. */
  readonly directory: string
  /** `name` in package.json. */
  readonly name: string | undefined
  /** `version` beside that name. */
  readonly version: string | undefined
}

/**
 * Looks for a package.json with a name from the main script upwards, else for any: those that only
 * say `"type"` stand beside the code of many builds.
 */
export function findProgram(script: string | undefined, workingDirectory: string): Program {
  const start = script === undefined ? workingDirectory : dirname(script)
  let nearest: string | undefined
  for (let directory = start; ; directory = dirname(directory)) {
    const manifest = readJson(join(directory, 'package.json'))
    const name = textOf(manifest, 'name')
    if (name !== undefined) return { directory, name, version: textOf(manifest, 'version') }
    if (manifest !== undefined) nearest ??= directory
    if (directory === dirname(directory)) {
      return { directory: nearest ?? workingDirectory, name, version: undefined }
    }
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, ''))
  } catch {
    return undefined
  }
}

function textOf(manifest: unknown, key: 'name' | 'version'): string | undefined {
  const text: unknown = Reflect.get(Object(manifest), key)
  return typeof text === 'string' && text !== '' ? text : undefined
}
