import type { IncomingMessage, ServerResponse } from 'node:http'
import { loadKoaRequests } from './integrations/frameworks/koa.js'
import { type MiddlewareOptions, traceByMiddleware } from './middleware.js'

export type { MiddlewareOptions } from './middleware.js'

interface Context {
  readonly req: IncomingMessage
  readonly res: ServerResponse
}

/**
 * Traces the requests that pass by it: `app.use(koaMiddleware({ blacklistPaths: ['/health'] }))`,
 * before all others. With the preload, which has seen them already, it adds nothing.
 *
 * @throws ConfigurationError when an option is invalid
 */
export function koaMiddleware(
  options: MiddlewareOptions = {}
): (context: Context, next: () => Promise<unknown>) => Promise<unknown> {
  const requests = traceByMiddleware('koa', options)
  if (requests === undefined) return (_context, next) => next()
  const { noteError } = loadKoaRequests()
  return async function outspan(context, next) {
    noteError(context, undefined)
    try {
      return await requests.run(context.req, context.res, next)
    } catch (error) {
      noteError(context, error)
      throw error
    }
  }
}
