import type { HttpClientSpan } from './http-client-span.js'
import type { Peer } from './peer.js'

/** Hears what becomes of each outgoing call of the program. */
export interface CallObserver {
  /** @param request what the call is to its library: a ClientRequest, or undici's request */
  onTraced(request: object, span: HttpClientSpan): void
  /** @param rule the setting that decided, and its entry */
  onSkipped(request: object, peer: Peer, rule: string): void
}
