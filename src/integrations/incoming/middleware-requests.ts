import type { IncomingMessage, ServerResponse } from 'node:http'
import { guarded } from '../../hooks/guard.js'
import { currentSpan, runWithSpan } from '../../trace/execution-context.js'
import type { IntegrationContext } from '../integration.js'
import { activityOf } from './fate.js'
import { Http2Messages, watchMessages } from './http-server.js'
import { IncomingRequests } from './incoming-requests.js'

/** Requests that a middleware of the program hands over, in place of all that its servers get. */
export class MiddlewareRequests {
  readonly #begin

  constructor(context: IntegrationContext) {
    const requests = new IncomingRequests(context)
    const http2 = new Http2Messages()
    watchMessages()
    this.#begin = guarded('middleware', (request: IncomingMessage, response: ServerResponse) => {
      http2.watch(response)
      return requests.begin(request, response)
    })
  }

  /** Runs what comes after the middleware in the context of the request. */
  run<T>(request: IncomingMessage, response: ServerResponse, next: () => T): T {
    const fate = this.#begin(request, response)
    const isThereAlready = fate && currentSpan()?.entrySpan === fate
    if (fate === undefined || isThereAlready) return next()
    return runWithSpan(activityOf(fate), next)
  }
}
