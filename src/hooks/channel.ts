import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { guarded } from './guard.js'
import type { Restore } from './restore.js'

/**
 * Listens on a diagnostics channel. The listener is guarded: what it throws would become an
 * uncaught exception of the program.
 */
export function listen<Message>(channel: string, listener: (message: Message) => void): Restore {
  // The publisher decides what a message is; each caller names the shape that the channel documents.
  const safe = guarded(channel, listener as (message: unknown) => void)
  subscribe(channel, safe)
  return () => void unsubscribe(channel, safe)
}
