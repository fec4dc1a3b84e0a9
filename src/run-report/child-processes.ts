import { ChildProcess } from 'node:child_process'
import { guarded } from '../hooks/guard.js'
import { patch } from '../hooks/patch.js'

const most = 100

/**
 * Programs that were started with an environment of their own, in which nothing loads the agent, for
 * doctor. Those of `spawnSync` and its like pass by unseen. Only watched for a report.
 */
export class ChildProcesses {
  readonly #unreported = new Set<string>()

  get unreported(): readonly string[] {
    return [...this.#unreported]
  }

  /** @param variable that children have when they report for themselves */
  watch(variable: string): void {
    const note = guarded('doctor children', ([options]: readonly unknown[]) => {
      const { file, envPairs } = options as { file?: unknown; envPairs?: readonly unknown[] }
      const isPassedOn = envPairs?.some(pair => String(pair).startsWith(`${variable}=`)) ?? true
      if (!isPassedOn && this.#unreported.size < most) this.#unreported.add(String(file))
    })
    // Not in the types of Node; `spawn`, `exec`, `execFile` and `fork` all come by.
    patch(ChildProcess.prototype as { spawn?: unknown }, 'spawn', original => {
      return function spawn(this: unknown, ...args: unknown[]) {
        note(args)
        return Reflect.apply(original, this, args)
      }
    })
  }
}
