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
      addRouteReader(request => readRoute(request as object)),
      listen<HandlerMessage>('tracing:express.router.request:start', message =>
        loadRequests().onStart(message)
      ),
      listen<HandlerMessage>('tracing:express.router.request:error', message =>
        loadRequests().onError(message)
      ),
      onModule('express', '^4', file => loadRequests().layExpress4(file)),
      onModule('router', '>=2 <2.3', file => loadRequests().layRouter2(file))
    ])
  }
}

let requests: typeof import('./express-requests.js').expressRequests | undefined

/** A file of its own, see build.mjs, loaded when Express is. */
function loadRequests() {
  if (requests) return requests
  const { expressRequests } =
    require('./express-requests.js') as typeof import('./express-requests.js')
  requests = expressRequests
  return requests
}

function readRoute(request: ExpressRequest): string | undefined {
  // A copy that is not hooked is first seen here.
  const isOfExpress = requests !== undefined || request.app !== undefined
  return isOfExpress ? loadRequests().readRoute(request) : undefined
}
