import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The program that the agent is a guest of. */
export interface Program {
  /** The folder of its package.json; the working directory when there is none. */
  readonly directory: string
  /** `name` in package.json. */
  readonly name: string | undefined
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
    const name = nameOf(manifest)
    if (name !== undefined) return { directory, name }
    if (manifest !== undefined) nearest ??= directory
    if (directory === dirname(directory)) return { directory: nearest ?? workingDirectory, name }
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, ''))
  } catch {
    return undefined
  }
}

function nameOf(manifest: unknown): string | undefined {
  const { name } = Object(manifest) as { readonly name?: unknown }
  return typeof name === 'string' && name !== '' ? name : undefined
}
