import { guarded } from '../../hooks/guard.js'
import { createHiddenField } from '../../hooks/hidden-field.js'
import type { ModuleFile } from '../../hooks/module-hook.js'
import { patch } from '../../hooks/patch.js'
import type { Restore } from '../../hooks/restore.js'
import { serverSpanOf } from '../incoming/fate.js'
import { recordHandlerError } from '../incoming/handler-errors.js'
import { joinPatterns } from '../incoming/request-route.js'
import type { AnyRequest } from '../incoming/server-messages.js'
import { type Compose, watchCompose } from './koa-compose.js'

/** What Koa and @koa/router make of a request. */
export interface KoaContext {
  readonly req: AnyRequest
  readonly method?: string
  /** The router that was asked last. */
  readonly router?: unknown
  /** Pattern of the layer that ran last. */
  readonly _matchedRoute?: unknown
  /** All layers that match the path. */
  readonly matched?: readonly RouterLayer[]
}

interface RouterLayer {
  readonly path: unknown
  /** None for `router.use`. */
  readonly methods: readonly string[]
}

/** What koa.ts needs from the first Koa on. */
export const koaRequests = { layContext, layCompose, noteError, routeOf }

const watchedOf = new WeakMap<object, object>()
const contextOf = createHiddenField<KoaContext>()

function layContext({ path, exports }: ModuleFile): Restore | undefined {
  if (path !== 'lib/context.js') return undefined
  const note = guarded('koa error', noteError)
  return patch(exports as object, 'onerror', original => {
    return function onerror(...args) {
      note(this, args[0])
      return Reflect.apply(original, this, args)
    }
  })
}

/** What was composed with it cannot be taken back, so there is nothing to undo. */
function layCompose(file: ModuleFile, isOn: () => boolean): undefined {
  const compose = file.exports
  if (typeof compose !== 'function') return
  const observer = {
    isFirst: (context: Partial<KoaContext> | undefined) => isOn() && isFirst(context),
    noteError
  }
  const watched = watchedOf.get(compose) ?? watchCompose(compose as Compose, observer)
  watchedOf.set(compose, watched)
  file.exports = watched
}

/**
 * Whether it is the outermost chain of a request that is traced; remembers the context then. Others
 * than Koa compose chains too, and pass whatever they like.
 */
function isFirst(context: Partial<KoaContext> | undefined): context is KoaContext {
  const request: unknown = context?.req
  if (typeof request !== 'object' || request === null) return false
  if (serverSpanOf(request) === undefined || contextOf.get(request) !== undefined) return false
  contextOf.set(request, context as KoaContext)
  return true
}

/** Remembers the context, and the error unless it is null or undefined. */
function noteError(context: KoaContext, error: unknown): void {
  contextOf.set(context.req, context)
  if (error !== null && error !== undefined) recordHandlerError(context.req, error)
}

/** Undefined without a router: nobody else knows what is one route and what are many. */
function routeOf(request: AnyRequest): string | undefined {
  const context = contextOf.get(request)
  if (context?.router === undefined) return undefined
  return joinPatterns('', findPattern(context)) || '/'
}

/** What `router.use` has answered by itself belongs to the last route that it stands before. */
function findPattern({ _matchedRoute, matched = [], method = '' }: KoaContext): unknown {
  const routes = matched.filter(layer => layer.methods.includes(method))
  const isRoute = routes.some(layer => layer.path === _matchedRoute)
  return isRoute ? _matchedRoute : (routes.at(-1)?.path ?? '/*')
}
