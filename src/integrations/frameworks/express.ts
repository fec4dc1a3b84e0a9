import { listen } from '../../hooks/channel.js'
import { onModule } from '../../hooks/module-hook.js'
import { restoreAll } from '../../hooks/restore.js'
import { addRouteReader } from '../incoming/request-route.js'
import type { Integration } from '../integration.js'
import { layExpress4, layRouter2, noteError } from './express-layers.js'
import { type ExpressRequest, enterMount, enterRoute, readExpressRoute } from './express-routes.js'

/**
 * Routes and errors of Express 4 and 5. The router of Express 5 publishes them from its version 2.3
 * on, however it was loaded or bundled; before that, and in Express 4, two of its files are hooked.
 * What can be read from a request at its end serves copies that are not hooked.
 */
export const express: Integration = {
  enable() {
    return restoreAll([
      addRouteReader(request => readExpressRoute(request as object)),
      listen('tracing:express.router.request:start', onStart),
      listen('tracing:express.router.request:error', onError),
      onModule('express', '^4', layExpress4),
      onModule('router', '>=2 <2.3', layRouter2)
    ])
  }
}

/** What the router says of a handler, an error handler or a `router.param` callback. */
interface HandlerMessage {
  readonly req: ExpressRequest
  readonly layer: { readonly route?: object | undefined }
  /** The pattern that matched. */
  readonly route: unknown
  readonly errorHandler?: boolean
  readonly error?: unknown
}

function onStart({ req, layer, route, errorHandler }: HandlerMessage): void {
  if (errorHandler) return
  const isOfRoute = layer.route !== undefined || req.route?.stack.includes(layer)
  if (isOfRoute) enterRoute(req, route)
  else enterMount(req, route)
}

function onError({ req, error }: HandlerMessage): void {
  noteError(req, error)
}
