import type { IncomingMessage, ServerResponse } from 'node:http'
import { type MiddlewareOptions, traceByMiddleware } from './middleware.js'

export type { MiddlewareOptions } from './middleware.js'

/**
 * Traces the requests that pass by it: `app.use(expressMiddleware({ blacklistPaths: ['/health'] }))`,
 * before all others. With the preload, which has seen them already, it adds nothing.
 *
 * @throws ConfigurationError when an option is invalid
 */
export function expressMiddleware(
  options: MiddlewareOptions = {}
): (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void {
  const requests = traceByMiddleware('express', options)
  return function outspan(request, response, next) {
    if (requests === undefined) next()
    else requests.run(request, response, () => next())
  }
}
