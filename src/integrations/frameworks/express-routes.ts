import { createHiddenField } from '../../hooks/hidden-field.js'
import { serverSpanOf } from '../incoming/fate.js'
import { joinPatterns } from '../incoming/request-route.js'

/** What Express adds to a request. */
export interface ExpressRequest {
  readonly app?: unknown
  readonly baseUrl?: string
  readonly route?: ExpressRoute
  /** Made anew by each router for each request that it handles. */
  readonly next?: unknown
}

interface ExpressRoute {
  readonly path: unknown
  readonly stack: readonly unknown[]
}

/** A router at work on a request, and the patterns of what it is mounted below. */
interface Invocation {
  readonly next: unknown
  readonly prefix: string
  readonly outer: Invocation | undefined
}

/**
 * The way of a request through nested routers. `req.baseUrl` would tell it too, but with the values
 * of parameters in it, and no longer when an error has left the router.
 */
class Way {
  /** Pattern of the mount that was passed last; the prefix of a router that begins below it. */
  #mounted = ''
  #newest: Invocation | undefined = undefined

  enterMount({ next }: ExpressRequest, pattern: unknown): void {
    this.#mounted = joinPatterns(this.#prefixOf(next), pattern)
  }

  enterRoute({ next }: ExpressRequest, pattern: unknown): string {
    const prefix = this.#prefixOf(next)
    this.#mounted = prefix
    return joinPatterns(prefix, pattern) || '/'
  }

  get mounted(): string {
    return this.#mounted
  }

  /** `req.next` is another function for each router that handles the request, and comes back. */
  #prefixOf(next: unknown): string {
    let found = this.#newest
    while (found !== undefined && found.next !== next) found = found.outer
    found ??= { next, prefix: this.#mounted, outer: this.#newest }
    this.#newest = found
    return found.prefix
  }
}

const wayOf = createHiddenField<Way>()

/** A layer of `app.use` or `router.use` is about to handle the request. */
export function enterMount(request: ExpressRequest, pattern: unknown): void {
  if (serverSpanOf(request) !== undefined) ensureWay(request).enterMount(request, pattern)
}

/** A route of `app.get` and the like is about to handle the request. The last one makes the name. */
export function enterRoute(request: ExpressRequest, pattern: unknown): void {
  const span = serverSpanOf(request)
  if (span !== undefined) span.setRoute(ensureWay(request).enterRoute(request, pattern))
}

/** Whether Express has not told us of this request before. */
export function isNewToExpress(request: object): boolean {
  return wayOf.get(request) === undefined
}

/**
 * The route of a request that was answered without one, or by a copy of Express that could not be
 * hooked. `/*` below a mount, or of all, stands for what no route has: their names stay few.
 */
export function routeOf(request: ExpressRequest): string | undefined {
  const { app, baseUrl = '', route } = request
  const way = wayOf.get(request)
  if (app === undefined && way === undefined) return undefined
  // Reached, but not entered: an error of `router.param`, which may have left the router since.
  if (route !== undefined) return joinPatterns(way?.mounted ?? baseUrl, route.path) || '/'
  // Empty when nobody has answered, so that all routers were left.
  return `${baseUrl === '' ? '' : (way?.mounted ?? baseUrl)}/*`
}

function ensureWay(request: ExpressRequest): Way {
  const known = wayOf.get(request)
  if (known !== undefined) return known
  const way = new Way()
  wayOf.set(request, way)
  return way
}
