import { createHiddenField } from '../../hooks/hidden-field.js'
import { type ModuleFile, onModule } from '../../hooks/module-hook.js'
import { patch } from '../../hooks/patch.js'
import type { Restore } from '../../hooks/restore.js'
import { monotonicNow } from '../../trace/clock.js'
import {
  type Caller,
  currentActivity,
  isTracingSuppressed,
  runOnBehalfOf,
  takeCallerAskedAt
} from '../../trace/execution-context.js'
import { coveredVersions } from '../covered-versions.js'
import type { Integration } from '../integration.js'

/** Who dispatched a handler first, and since when its request is to be made. */
const callerOf = createHiddenField<Caller>()

/**
 * A pool of user-land undici whose connections are all taken queues a request, and makes it, and
 * publishes `undici:request:create`, in the context of whichever request is done first (C05, seen in
 * undici 5 to 8). So the caller's span is remembered when the request is dispatched. `fetch` has no
 * limit of connections and is not concerned.
 */
export const undiciQueue: Integration = {
  enable() {
    return onModule('undici', coveredVersions.undici, patchDispatch, isTracingSuppressed)
  }
}

function patchDispatch({ exports, path }: ModuleFile): Restore | undefined {
  if (!path.endsWith('dispatcher-base.js')) return undefined
  const { prototype } = exports as { readonly prototype: object }
  return patch(prototype, 'dispatch', original => {
    return function dispatch(...args) {
      const caller = rememberCaller(args[1])
      if (caller === undefined) return Reflect.apply(original, this, args)
      return runOnBehalfOf(caller, () => Reflect.apply(original, this, args))
    }
  })
}

/**
 * Client, Pool and Agent dispatch to each other with the same handler; the first call counts, until
 * there is a request. One that is made again, after a redirect for example, has the same handler too.
 */
function rememberCaller(handler: unknown): Caller | undefined {
  if (typeof handler !== 'object' || handler === null) return undefined
  const known = callerOf.get(handler)
  if (known === undefined) return rememberNewCaller(handler)
  known.askedAt ??= monotonicNow()
  return known
}

/** A handler that an interceptor has put around another one takes over from when that was asked for. */
function rememberNewCaller(handler: object): Caller {
  // What a hook calls is suppressed only as long as the hook runs, and its turn may come later.
  const activity = isTracingSuppressed() ? null : currentActivity()
  const caller = { activity, askedAt: takeCallerAskedAt() ?? monotonicNow() }
  callerOf.set(handler, caller)
  return caller
}
