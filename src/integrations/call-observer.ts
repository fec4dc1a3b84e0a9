import type { Span } from '../trace/span.js'
import type { HttpClientSpan } from './outgoing/http-client-span.js'
import type { Peer } from './outgoing/peer.js'

/** Hears what becomes of each call that the program makes, and of each request that it serves. */
export interface CallObserver {
  /** @param request what the call is to its library: a ClientRequest, or undici's request */
  onTraced(request: object, span: HttpClientSpan): void
  /** @param rule the setting that decided, and its entry */
  onSkipped(request: object, peer: Peer, rule: string): void
  onServed(span: Span): void
  /** @param rule as for a call */
  onServedUntraced(rule: string): void
}
