import {
  currentCallerAskedAt,
  currentSpan,
  isTracingSuppressed,
  suppressTracing
} from '../trace/execution-context.js'
import { HttpClientSpan } from './http-client-span.js'
import type { IntegrationContext } from './integration.js'
import type { Peer } from './peer.js'
import { askHook, type OutgoingRequest } from './request-hooks.js'

/**
 * The span of a call that begins now; null when it is not to be traced.
 *
 * @param source what the call is to the library: for the program's hooks
 */
export function beginSpan(
  context: IntegrationContext,
  peer: Peer,
  method: string,
  path: string,
  source: object
): HttpClientSpan | null {
  if (peer.isBlacklisted || isTracingSuppressed()) return null
  const { ignoreRequest, onRequest } = context.hooks
  const askedAt = currentCallerAskedAt()
  if (ignoreRequest === undefined && onRequest === undefined) {
    return new HttpClientSpan(context, currentSpan(), peer, method, path, askedAt)
  }
  const request = describeRequest(peer, method, path, source)
  // What a hook calls by itself is not traced: it would ask the hook again.
  const isIgnored =
    ignoreRequest && suppressTracing(() => askHook('ignoreRequest', ignoreRequest, request))
  if (isIgnored === true) return null
  const span = new HttpClientSpan(context, currentSpan(), peer, method, path, askedAt)
  if (onRequest) suppressTracing(() => askHook('onRequest', onRequest, span, request))
  return span
}

function describeRequest(
  { origin, host, port }: Peer,
  method: string,
  path: string,
  source: object
): OutgoingRequest {
  return { method, url: origin + path, host, port, source }
}
