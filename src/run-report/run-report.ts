import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMainThread, threadId } from 'node:worker_threads'
import { guarded } from '../hooks/guard.js'
import { findLoadedPackages } from '../hooks/loaded-packages.js'
import { patch } from '../hooks/patch.js'
import { startBackgroundTimer } from '../trace/background-timer.js'
import { CallCounts, type HostCalls } from './call-counts.js'
import { ChildProcesses } from './child-processes.js'
import { ConnectionCounts } from './connection-counts.js'

/** What one process, or one thread of it, tells of itself under `doctor -- …`. */
export interface RunReport {
  readonly pid: number
  /** 0 is the main thread. */
  readonly thread: number
  readonly program: readonly string[]
  readonly integrations: readonly string[]
  /** Whether nothing but doctor loads the agent first: without doctor it would not be there. */
  readonly isLoadedByDoctor: boolean
  /** Whether the program turns integrations on by itself. */
  readonly isStartedInCode: boolean
  /** Where each tracer sends to: source of the setting, and the end of the key. */
  readonly targets: readonly { readonly source: string; readonly key: string }[]
  /** What tracers that settings describe sample at, and where that came from. */
  readonly rates: readonly { readonly source: string; readonly rate: number }[]
  readonly views: readonly ReportedView[]
  readonly calls: readonly HostCalls[]
  /** Connections opened, by `host:port` or path. */
  readonly connections: Readonly<Record<string, number>>
  /** Programs that were started without the environment that loads the agent. */
  readonly unreportedChildren: readonly string[]
  /** Packages that were loaded before the agent. */
  readonly loadedBefore: readonly string[]
  readonly stats: Readonly<Record<string, number>>
}

export interface ReportedView {
  readonly name: string
  readonly measure: string
  readonly aggregation: string
  readonly tagKeys: readonly string[]
  readonly isExported: boolean
}

export type RunState = Pick<
  RunReport,
  'integrations' | 'isStartedInCode' | 'targets' | 'rates' | 'views' | 'stats'
>

/** Names the folder for reports, see observe-calls.ts. */
export const reportVariable = 'OUTSPAN_DOCTOR_REPORT'
/** What doctor has put into NODE_OPTIONS, where the command does not load the agent by itself. */
export const preloadVariable = 'OUTSPAN_DOCTOR_PRELOAD'

/** What is reached only before they are loaded: errors that Koa's middleware handles, instances. */
const hookedPackages = ['fastify', 'koa']
// A program that is killed has written what was known a moment before.
const interval = 250

/**
 * Counts the calls of this thread and writes them into `directory`, now and then and at the end.
 *
 * @param readState asked each time
 */
export function startRunReport(directory: string, readState: () => RunState): CallCounts {
  const calls = new CallCounts()
  const connections = new ConnectionCounts()
  connections.watch()
  const children = new ChildProcesses()
  children.watch(reportVariable)
  const identity = {
    pid: process.pid,
    thread: isMainThread ? 0 : threadId,
    program: process.argv.slice(1),
    isLoadedByDoctor: isLoadedByDoctor(),
    loadedBefore: findLoadedPackages(hookedPackages)
  }
  const path = join(directory, `${identity.pid}-${identity.thread}.json`)
  writeInTime(() => {
    // A process that outlives the run has nobody to tell.
    if (!existsSync(directory)) return
    const report: RunReport = {
      ...identity,
      calls: calls.rows,
      connections: connections.counts,
      unreportedChildren: children.unreported,
      ...readState()
    }
    // By another name first: the reader must never see half of it.
    writeFileSync(`${path}.new`, JSON.stringify(report))
    renameSync(`${path}.new`, path)
  })
  return calls
}

function isLoadedByDoctor(): boolean {
  const ofDoctor = process.env[preloadVariable]
  if (!ofDoctor) return false
  const options = (process.env['NODE_OPTIONS'] ?? '').replace(ofDoctor, '')
  return ![options, ...process.execArgv].some(text => /outspan[\\/]register/.test(text))
}

/** Now and then; at the exit; and before a signal to the process itself, as ends the last flush. */
function writeInTime(writeReport: () => void): void {
  const write = guarded('doctor report', writeReport)
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
  patch(process, '_kill', original => {
    return function _kill(...args) {
      if (args[0] === process.pid) write()
      return Reflect.apply(original, this, args)
    }
  })
}
