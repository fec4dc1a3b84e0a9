import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { preloadVariable, type RunReport, reportVariable } from '../run-report/run-report.js'
import { ownDirectory } from './own-package.js'
import { printRun } from './print-run.js'
import { startCommand } from './start-command.js'

export interface ProgramEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

// In quotes, as the path may have blanks, which NODE_OPTIONS parts its options by.
const preload = `--require ${JSON.stringify(join(ownDirectory, 'register.js'))}`

/**
 * Runs a command with the agent in every Node process of it, passes through what it prints and how
 * it ends, and reports on stderr afterwards.
 */
export async function runReported(command: readonly string[], json: boolean): Promise<ProgramEnd> {
  const directory = mkdtempSync(join(tmpdir(), 'outspan-doctor-'))
  try {
    const end = await run(command, directory)
    if (end !== undefined) printRun(readReports(directory), json)
    return end ?? { code: notFound, signal: null }
  } finally {
    // A process that outlives the run may be writing there.
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
  }
}

// As shells have it, for whatever cannot be run.
const notFound = 127

/** Undefined when it could not be started, which is said. */
async function run(command: readonly string[], directory: string): Promise<ProgramEnd | undefined> {
  const child = startCommand(command, createEnvironment(command, directory))
  const unwatch = passOnSignals(child)
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    return { code, signal }
  } catch (error) {
    process.stderr.write(`outspan: ${command[0]} cannot be run: ${(error as Error).message}\n`)
    return undefined
  } finally {
    unwatch()
  }
}

function createEnvironment(command: readonly string[], directory: string): NodeJS.ProcessEnv {
  const options = process.env['NODE_OPTIONS'] ?? ''
  const env = { ...process.env, [reportVariable]: directory }
  // A program that loads the agent itself shows what it has loaded before.
  if ([options, ...command].some(text => /outspan[\\/]register/.test(text))) return env
  return { ...env, NODE_OPTIONS: `${preload} ${options}`.trim(), [preloadVariable]: preload }
}

/** A terminal sends its own to both; what is sent to doctor alone is for the program. */
function passOnSignals(child: ChildProcess): () => void {
  const listeners = new Map<NodeJS.Signals, () => void>()
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) listeners.set(signal, () => undefined)
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    listeners.set(signal, () => child.kill(signal))
  }
  for (const [signal, listener] of listeners) process.on(signal, listener)
  return () => {
    for (const [signal, listener] of listeners) process.off(signal, listener)
  }
}

function readReports(directory: string): readonly RunReport[] {
  const names = readdirSync(directory).filter(name => name.endsWith('.json'))
  return names.map(name => JSON.parse(readFileSync(join(directory, name), 'utf8')))
}
