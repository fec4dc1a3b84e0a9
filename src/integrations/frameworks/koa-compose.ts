import { types } from 'node:util'
import { guarded } from '../../hooks/guard.js'
import { currentSpan } from '../../trace/execution-context.js'
import type { KoaContext } from './koa-requests.js'

type Next = () => Promise<unknown>
type Middleware = (context: KoaContext, next?: Next) => unknown
export type Compose = (middleware: readonly Middleware[]) => Middleware

interface Observer {
  /** Whether errors of this run are to be noted: a chain within a chain is part of the outer one. */
  readonly isFirst: (context: KoaContext) => boolean
  readonly noteError: (context: KoaContext, error: unknown) => void
}

// Taken once: what the program puts in its place is not asked.
const { then } = Promise.prototype

/** koa-compose that tells of the errors of each middleware, those too that another one handles. */
export function watchCompose(original: Compose, observer: Observer): Compose {
  const isFirst = guarded('koa context', observer.isFirst)
  const noteError = guarded('koa error', observer.noteError)
  const watch = (middleware: Middleware) => watchMiddleware(middleware, noteError)
  const composeWatched = guarded('koa compose', (self: unknown, list: readonly Middleware[]) =>
    Reflect.apply(original, self, [viewOf(list, watch)])
  )
  return new Proxy(original, {
    apply(target, self, args: [readonly Middleware[]]) {
      const plain = Reflect.apply(target, self, args)
      // Routers compose anew for each request, within the chain of the application.
      if (currentSpan()?.entrySpan !== undefined) return plain
      const watched = composeWatched(self, args[0]) ?? plain
      const run: Middleware = (context, next) => (isFirst(context) ? watched : plain)(context, next)
      return run
    }
  })
}

/**
 * The same list, as it is at any time, with watched functions in it. It stands upon an array of its
 * own: of one that is frozen, a proxy may not show other values.
 */
function viewOf(list: readonly Middleware[], watch: (middleware: Middleware) => Middleware) {
  const watched = new WeakMap<Middleware, Middleware>()
  return new Proxy<readonly Middleware[]>([], {
    has: (_, key) => Reflect.has(list, key),
    get(_, key) {
      const value: unknown = Reflect.get(list, key)
      if (typeof value !== 'function' || typeof key !== 'string' || !/^\d+$/.test(key)) return value
      const middleware = value as Middleware
      const known = watched.get(middleware) ?? watch(middleware)
      watched.set(middleware, known)
      return known
    }
  })
}

function watchMiddleware(
  middleware: Middleware,
  noteError: (context: KoaContext, error: unknown) => void
): Middleware {
  return function watched(this: unknown, context, next) {
    const fail = (error: unknown) => {
      noteError(context, error)
      throw error
    }
    let result: unknown
    try {
      result = Reflect.apply(middleware, this, [context, next])
    } catch (error) {
      return fail(error)
    }
    // The derived promise takes the place of the other, a tick later: if both went on, an error that
    // is handled would be unhandled too, and a mere look would mark one as handled that a middleware
    // which forgot to await `next()` has lost. Other thenables may do their work when asked twice.
    return types.isPromise(result) ? Reflect.apply(then, result, [undefined, fail]) : result
  }
}
