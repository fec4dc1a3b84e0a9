import type { IngestionStandIn } from '../../tools/ingestion-stand-in/server.js'
import { registerFile } from './repository.js'
import type { Program } from './run-program.js'
import { nextStorageFolder } from './storage-folder.js'

/** The ways to start the agent without a line of code in the program. */
export const waysToPreload = {
  '-r': file => ({ nodeArgs: ['-r', file] }),
  '--import': file => ({ nodeArgs: ['--import', file] }),
  'NODE_OPTIONS=--require': file => ({ env: { NODE_OPTIONS: `--require ${file}` } }),
  'NODE_OPTIONS=--import': file => ({ env: { NODE_OPTIONS: `--import ${file}` } })
} as const satisfies Record<string, (file: string) => Pick<Program, 'nodeArgs' | 'env'>>

export type WayToPreload = keyof typeof waysToPreload

/** The same program with the agent in it. */
export function withAgent(
  program: Program,
  env: Readonly<Record<string, string>>,
  way: WayToPreload = '-r',
  file = registerFile
): Program {
  const added: Pick<Program, 'nodeArgs' | 'env'> = waysToPreload[way](file)
  return {
    ...program,
    nodeArgs: [...(added.nodeArgs ?? []), ...(program.nodeArgs ?? [])],
    env: { ...program.env, ...added.env, ...env }
  }
}

/** The one setting that the agent needs, and a place of its own for what cannot be sent. */
export function sendingTo({
  connectionString
}: Pick<IngestionStandIn, 'connectionString'>): Record<string, string> {
  return {
    APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString,
    OUTSPAN_STORAGE_DIRECTORY: nextStorageFolder()
  }
}
