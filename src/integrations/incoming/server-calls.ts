import type { IntegrationContext } from '../integration.js'
import { Handshakes } from './http-handshake.js'
import { IncomingRequests } from './incoming-requests.js'

/** What the hooks of http-server.ts begin; loaded with the first request. */
export class ServerCalls {
  readonly requests: IncomingRequests
  readonly handshakes: Handshakes

  constructor(context: IntegrationContext) {
    this.requests = new IncomingRequests(context)
    this.handshakes = new Handshakes(this.requests)
  }
}
