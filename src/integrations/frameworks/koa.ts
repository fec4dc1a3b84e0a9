import { onModule } from '../../hooks/module-hook.js'
import { restoreAll } from '../../hooks/restore.js'
import { coveredVersions } from '../covered-versions.js'
import { addRouteReader } from '../incoming/request-route.js'
import type { Integration } from '../integration.js'

/**
 * Routes and errors of Koa 2 and 3 with @koa/router. Koa publishes nothing; hooked are its
 * `ctx.onerror`, which it calls at the end of every response, with an error or without, and
 * koa-compose, which sees the errors that the program's own middleware handles. The application's
 * class stays as it is: an ES module's `import` of it would not pass by any hook.
 */
export const koa: Integration = {
  enable() {
    isOn = true
    return restoreAll([
      () => {
        isOn = false
      },
      addRouteReader(request => requests?.routeOf(request)),
      onModule('koa', coveredVersions.koa, file => loadKoaRequests().layContext(file)),
      onModule('koa-compose', '>=4 <5', file => loadKoaRequests().layCompose(file, () => isOn))
    ])
  }
}

/** Chains that the program has composed stay watched; they outlive the integration, and serve the next one. */
let isOn = false

type KoaRequests = typeof import('./koa-requests.js').koaRequests
let requests: KoaRequests | undefined

/** A file of its own, see build.mjs, loaded when Koa is, or with our middleware for it. */
export function loadKoaRequests(): KoaRequests {
  if (requests) return requests
  const { koaRequests } = require('./koa-requests.js') as typeof import('./koa-requests.js')
  requests = koaRequests
  return requests
}
