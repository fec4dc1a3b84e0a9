import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunReport } from '../run-report/run-report.js'
import { ownDirectory } from './own-package.js'
import { printRun } from './print-run.js'

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
    printRun(readReports(directory), json)
    return end
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function run([file = '', ...args]: readonly string[], directory: string) {
  const options = process.env['NODE_OPTIONS'] ?? ''
  // A program that loads the agent itself shows what it has loaded before.
  const isLoaded = [options, ...args].some(text => /outspan[\\/]register/.test(text))
  const env = {
    ...process.env,
    NODE_OPTIONS: isLoaded ? options : `${preload} ${options}`.trim(),
    OUTSPAN_DOCTOR_REPORT: directory
  }
  const child = spawn(file, args, { env, stdio: 'inherit' })
  // A terminal sends Ctrl-C to both; what is sent to doctor alone is for the program.
  process.on('SIGINT', () => undefined)
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => child.kill(signal))
  }
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    return { code, signal }
  } catch (error) {
    process.stderr.write(`outspan: ${file} cannot be run: ${(error as Error).message}\n`)
    return { code: 127, signal: null }
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal)
  }
}

function readReports(directory: string): readonly RunReport[] {
  const names = readdirSync(directory).filter(name => name.endsWith('.json'))
  return names.map(name => JSON.parse(readFileSync(join(directory, name), 'utf8')))
}
