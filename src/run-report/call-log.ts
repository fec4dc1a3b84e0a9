import { logger } from '../diagnostics/logger.js'
import type { CallObserver } from '../integrations/call-observer.js'
import type { HttpClientSpan } from '../integrations/outgoing/http-client-span.js'
import type { Peer } from '../integrations/outgoing/peer.js'
import type { Span } from '../trace/span.js'

/** What the log level debug tells of each call. */
export const callLog: CallObserver = {
  onTraced(_request: object, span: HttpClientSpan): void {
    const { sampled, traceparent, attributes } = span
    const kept = sampled ? 'traced' : 'sampled out'
    logger.debug(`${span.method} ${attributes['url.full']}: ${kept}, ${traceparent}`)
  },
  onSkipped(_request: object, peer: Peer, rule: string): void {
    logger.debug(`a call to ${peer.socketPath ?? peer.origin}: not traced (${rule})`)
  },
  onServed({ sampled, traceparent, attributes }: Span): void {
    const kept = sampled ? 'traced' : 'sampled out'
    const { 'http.request.method': method, 'url.path': path } = attributes
    logger.debug(`request ${method} ${path}: ${kept}, ${traceparent}`)
  },
  onServedUntraced(rule: string): void {
    logger.debug(`a request: not traced (${rule})`)
  }
}
