import { layExpress4, layRouter2, noteError } from './express-layers.js'
import { type ExpressRequest, enterMount, enterRoute, routeOf } from './express-routes.js'

/** What express.ts needs from the first Express on. */
export const expressRequests = { layExpress4, layRouter2, onHandler, noteError, routeOf }

/** What the router says of a handler, an error handler or a `router.param` callback. */
export interface HandlerMessage {
  readonly req: ExpressRequest
  readonly layer: { readonly route?: object | undefined }
  /** The pattern that matched. */
  readonly route: unknown
  readonly errorHandler?: boolean
  readonly error?: unknown
}

function onHandler({ req, layer, route, errorHandler }: HandlerMessage): void {
  if (errorHandler) return
  const isOfRoute = layer.route !== undefined || req.route?.stack.includes(layer)
  if (isOfRoute) enterRoute(req, route)
  else enterMount(req, route)
}
