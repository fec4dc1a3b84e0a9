import {
  currentSpan,
  isTracingSuppressed,
  suppressTracing,
  takeCallerAskedAt
} from '../../trace/execution-context.js'
import type { IntegrationContext } from '../integration.js'
import { HttpClientSpan } from './http-client-span.js'
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
  const askedAt = takeCallerAskedAt()
  if (isTracingSuppressed() || isListed(context, peer, source)) return null
  const { hooks, observer } = context
  const hasHooks = hooks.ignoreRequest !== undefined || hooks.onRequest !== undefined
  const span = hasHooks
    ? askHooks(context, peer, method, path, source, askedAt)
    : new HttpClientSpan(context, currentSpan(), peer, method, path, askedAt)
  if (span) observer?.onTraced(source, span)
  return span
}

/** Whether the blacklist keeps calls to this peer untraced; the observer hears of it. */
export function isListed({ observer }: IntegrationContext, peer: Peer, source: object): boolean {
  if (peer.blacklistEntry === undefined) return false
  observer?.onSkipped(source, peer, `blacklistHostnames, ${peer.blacklistEntry}`)
  return true
}

/** What a hook calls by itself is not traced: it would ask the hook again. */
function askHooks(
  context: IntegrationContext,
  peer: Peer,
  method: string,
  path: string,
  source: object,
  askedAt: number | undefined
): HttpClientSpan | null {
  const { ignoreRequest, onRequest } = context.hooks
  const request = describeRequest(peer, method, path, source)
  const isIgnored =
    ignoreRequest && suppressTracing(() => askHook('ignoreRequest', ignoreRequest, request))
  if (isIgnored === true) {
    context.observer?.onSkipped(source, peer, 'ignoreRequest')
    return null
  }
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
