import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { guarded } from '../hooks/guard.js'
import { findLoadedPackages } from '../hooks/loaded-packages.js'
import { patch } from '../hooks/patch.js'
import { startBackgroundTimer } from '../trace/background-timer.js'
import { CallCounts, type HostCalls } from './call-counts.js'
import { ConnectionCounts } from './connection-counts.js'

/** What one process under `doctor -- …` tells of itself. */
export interface RunReport {
  readonly pid: number
  readonly program: readonly string[]
  readonly integrations: readonly string[]
  /** Where each tracer sends to: source of the setting, and the end of the key. */
  readonly targets: readonly { readonly source: string; readonly key: string }[]
  readonly calls: readonly HostCalls[]
  /** Connections opened, by `host:port` or path. */
  readonly connections: Readonly<Record<string, number>>
  /** Packages that were loaded before the agent, so that they are not hooked. */
  readonly loadedBefore: readonly string[]
  readonly stats: Readonly<Record<string, number>>
}

export type RunState = Pick<RunReport, 'integrations' | 'targets' | 'stats'>

/** What integrations reach by hooking `require`. */
const hookedPackages = ['express', 'fastify', 'koa', 'undici']
// A program that is ended by a signal has written what was known a moment before.
const interval = 250

/**
 * Counts the calls of this process and writes them into `directory`, now and then and at the end.
 *
 * @param readState asked each time
 */
export function startRunReport(directory: string, readState: () => RunState): CallCounts {
  const calls = new CallCounts()
  const connections = new ConnectionCounts()
  connections.watch()
  const loadedBefore = findLoadedPackages(hookedPackages)
  const path = join(directory, `${process.pid}.json`)
  const write = guarded('doctor report', () => {
    const report: RunReport = {
      pid: process.pid,
      program: process.argv.slice(1),
      calls: calls.rows,
      connections: connections.counts,
      loadedBefore,
      ...readState()
    }
    // By another name first: the reader must never see half of it.
    writeFileSync(`${path}.new`, JSON.stringify(report))
    renameSync(`${path}.new`, path)
  })
  const writeAgain = (): void => {
    write()
    startBackgroundTimer(writeAgain, interval)
  }
  writeAgain()
  patch(process, 'emit', original => {
    return function emit(...args) {
      const result = Reflect.apply(original, this, args)
      if (args[0] === 'exit') write()
      return result
    }
  })
  return calls
}
