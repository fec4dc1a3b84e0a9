import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { nextStorageFolder } from './storage-folder.js'

/** A program to be started in a process of its own. */
export interface Program {
  readonly file: string
  readonly args?: readonly string[]
  /** Options of node itself, before the file. */
  readonly nodeArgs?: readonly string[]
  /** All of its environment, but for PATH and a storage of its own, see storage-folder.ts. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Milliseconds after which it is killed. */
  readonly bound?: number
}

/** What a process left behind. */
export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** False when it had to be killed. */
  readonly endedByItself: boolean
  /** Milliseconds from its start until it was gone. */
  readonly lifetime: number
}

/** No ordinary program under test needs as long. */
const usualBound = 40_000

/** Runs a program to its end, with none of the settings of the shell. */
export async function runProgram(program: Program): Promise<Outcome> {
  const { file, args = [], nodeArgs = [], ...where } = program
  return runCommand(process.execPath, [...nodeArgs, file, ...args], where)
}

/** The same for any command. */
export async function runCommand(
  command: string,
  args: readonly string[],
  { env = {}, cwd, bound = usualBound }: Pick<Program, 'env' | 'cwd' | 'bound'>
): Promise<Outcome> {
  const startedAt = performance.now()
  const child = spawn(command, args, {
    cwd,
    env: { PATH: process.env['PATH'], OUTSPAN_STORAGE_DIRECTORY: nextStorageFolder(), ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const overstay = endAtBound(child, bound)
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  ])
  clearTimeout(overstay.timer)
  const lifetime = performance.now() - startedAt
  return { stdout, stderr, code, signal, endedByItself: !overstay.isReached, lifetime }
}

function endAtBound(child: ChildProcess, bound: number) {
  const overstay = { isReached: false, timer: setTimeout(end, bound) }
  function end(): void {
    overstay.isReached = true
    child.kill('SIGKILL')
  }
  return overstay
}
