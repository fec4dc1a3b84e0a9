import { listen } from '../../hooks/channel.js'
import { onModule } from '../../hooks/module-hook.js'
import { restoreAll } from '../../hooks/restore.js'
import { addRouteReader } from '../incoming/request-route.js'
import type { Integration } from '../integration.js'
import type { HandlerMessage } from './express-requests.js'
import type { ExpressRequest } from './express-routes.js'

/**
 * Routes and errors of Express 4 and 5. The router of Express 5 publishes them from its version 2.3
 * on, however it was loaded or bundled; before that, and in Express 4, two of its files are hooked.
 * What can be read from a request at its end serves copies that are not hooked.
 */
export const express: Integration = {
  enable() {
    return restoreAll([
      addRouteReader(request => readExpressRoute(request as object)),
      listen<HandlerMessage>('tracing:express.router.request:start', message =>
        loadExpressRequests().onHandler(message)
      ),
      listen<HandlerMessage>('tracing:express.router.request:error', ({ req, error }) =>
        loadExpressRequests().noteError(req, error)
      ),
      onModule('express', '^4', file => loadExpressRequests().layExpress4(file)),
      onModule('router', '>=2 <2.3', file => loadExpressRequests().layRouter2(file))
    ])
  }
}

let requests: typeof import('./express-requests.js').expressRequests | undefined

/** A file of its own, see build.mjs, loaded when Express is, or with its first request. */
function loadExpressRequests() {
  if (requests) return requests
  const { expressRequests } =
    require('./express-requests.js') as typeof import('./express-requests.js')
  requests = expressRequests
  return requests
}

function readExpressRoute(request: ExpressRequest): string | undefined {
  // A copy that is not hooked is first seen here.
  if (requests === undefined && request.app === undefined) return undefined
  return loadExpressRequests().routeOf(request)
}
