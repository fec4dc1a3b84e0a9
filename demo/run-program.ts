import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

// This file is build/demo/run-program.js when it runs.
const root = join(__dirname, '..', '..')

/** How to start a program of the demo. */
export interface ProgramOptions {
  /** Whether outspan is preloaded; a program that imports it needs no preload. */
  readonly preload: boolean
  readonly environment: NodeJS.ProcessEnv
  /** Kills the program when it is aborted; the reason is an error. */
  readonly signal: AbortSignal
}

/** A program of demo/programs/ in a process of its own. */
export class Program {
  readonly name: string
  readonly command: string
  /** Lines on stdout so far; all of them once it has ended. */
  readonly output: string[] = []
  /** Whether outspan has said anything on stderr, which is passed on. */
  hasComplaints = false
  readonly #signal: AbortSignal
  readonly #child: ChildProcess
  readonly #code: Promise<number | null>
  readonly #firstLine: Promise<string | undefined>

  constructor(name: string, { preload, environment, signal }: ProgramOptions) {
    this.name = name
    this.command = commandOf(name, preload)
    const child = spawn(process.execPath, parametersOf(name, preload), {
      cwd: root,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
      killSignal: 'SIGKILL'
    })
    this.#signal = signal
    this.#child = child
    // An abort is an error event, too; its reason is what finish() rejects with.
    child.on('error', () => undefined)
    this.#code = new Promise(resolve => child.on('close', resolve))
    const lines = createInterface(child.stdout).on('line', line => this.output.push(line))
    this.#firstLine = new Promise(resolve => {
      lines.once('line', resolve).once('close', () => resolve(undefined))
    })
    createInterface(child.stderr).on('line', line => this.#onErrorLine(line))
  }

  /** A service says first where it listens. */
  async firstLine(): Promise<string> {
    const line = await this.#firstLine
    if (line === undefined) throw this.#failure(await this.#code)
    return line
  }

  /** Resolves when it has ended by itself, and well. */
  async finish(): Promise<void> {
    const code = await this.#code
    if (code !== 0) throw this.#failure(code)
  }

  /** Asks it to end, and waits until it has. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM')
    await this.#code
    this.#signal.throwIfAborted()
  }

  #onErrorLine(line: string): void {
    if (line.startsWith('outspan: ')) this.hasComplaints = true
    process.stderr.write(`${this.name}: ${line}\n`)
  }

  #failure(code: number | null): unknown {
    if (this.#signal.aborted) return this.#signal.reason
    const end = code === null ? 'was killed' : `ended with code ${code}`
    return new Error(`${this.name} ${end} (${this.command})`)
  }
}

/** What one would type to start a program. */
export function commandOf(name: string, preload: boolean): string {
  return ['node', ...parametersOf(name, preload)].join(' ')
}

function parametersOf(name: string, preload: boolean): readonly string[] {
  return [...(preload ? ['-r', './register.js'] : []), `demo/programs/${name}.mjs`]
}
