import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The program that the agent is a guest of. */
export interface Program {
  /** The folder of its package.json; the working directory when there is none. */
  readonly directory: string
  /** `name` in package.json. */
  readonly name: string | undefined
}

/** Looks for package.json from the main script upwards. */
export function findProgram(script: string | undefined, workingDirectory: string): Program {
  const start = script === undefined ? workingDirectory : dirname(script)
  for (let directory = start; ; directory = dirname(directory)) {
    const manifest = readJson(join(directory, 'package.json'))
    if (manifest !== undefined) return { directory, name: nameOf(manifest) }
    if (directory === dirname(directory)) return { directory: workingDirectory, name: undefined }
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

function nameOf(manifest: unknown): string | undefined {
  const { name } = Object(manifest) as { readonly name?: unknown }
  return typeof name === 'string' && name !== '' ? name : undefined
}
