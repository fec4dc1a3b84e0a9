import { ConfigurationError, describeValue } from './diagnostics/errors.js'
import { finishBeforeEnd, type LastWork, type Unfinished } from './hooks/process-end.js'
import { runDetached } from './trace/execution-context.js'

/** What waits to be sent: spans, or points of metrics. */
export interface Queue extends Unfinished {
  stats(): Readonly<Record<string, number>>
}

/** The queues of this process, and the milliseconds by which each may delay its end. */
const graces = new Map<Queue, number>()
let watchSignals: (() => void) | undefined
let prepare: () => void = () => undefined

const work: LastWork = {
  list: listQueues,
  prepare: () => prepare(),
  get grace() {
    return Math.max(0, ...graces.values())
  }
}

/** What has to be done before the queues are flushed for the last time. */
export function beforeLastFlush(endOpenSpans: () => void): void {
  prepare = endOpenSpans
}

export function listQueues(): readonly Queue[] {
  return [...graces.keys()]
}

/** From now on, the queue is flushed when the process ends. */
export function flushAtEnd(queue: Queue, grace: number): void {
  watchSignals ??= finishBeforeEnd(work)
  graces.set(queue, grace)
}

export function flushAtEndNoMore(queue: Queue): void {
  graces.delete(queue)
}

/** The queue has something to lose. */
export function flushAtSignal(queue: Queue): void {
  // What listens for signals must not keep the context of a call of the program alive.
  if (graces.get(queue)) runDetached(() => watchSignals?.())
}

/** @throws ConfigurationError `ERR_OPTION` */
export function readGrace(grace: number = 2_000): number {
  if (Number.isFinite(grace) && grace >= 0) return grace
  const problem = `${describeValue(grace)} is not allowed, but milliseconds from 0`
  throw new ConfigurationError('ERR_OPTION', 'exitGracePeriod', problem)
}
