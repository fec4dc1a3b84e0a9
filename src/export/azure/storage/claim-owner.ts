import { createHash } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

// Taken once: the program may replace it.
const { kill } = process

let own: string | undefined

/** This thread, as it stands in the names of the files that it has claimed. */
export function ownName(): string {
  own ??= `${process.pid}-${threadId()}-${placeOfPid()}`
  return own
}

/**
 * Whether the owner cannot hold its claim any more: what a crashed process held is free at once, and
 * no step of the clock makes a living one's look expired. False where that cannot be known.
 */
export function isGone(owner: string): boolean {
  const [pid, thread, place] = owner.split('-')
  const [ownPid, ownThread, ownPlace] = ownName().split('-')
  if (place !== ownPlace) return false
  // Itself, before it was started again in the same container.
  if (pid === ownPid) return thread === ownThread
  return !exists(Number(pid))
}

function exists(pid: number): boolean {
  try {
    return kill.call(process, pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

function threadId(): number {
  return (require('node:worker_threads') as typeof import('node:worker_threads')).threadId
}

/** The same for processes that can see each other's ids: of one host, and of one container of it. */
function placeOfPid(): string {
  const text = `${hostname()}\n${namespaceOfPid()}`
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

function namespaceOfPid(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    // Only Linux has it.
    return ''
  }
}
