import { Agent, type ClientRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { createHiddenField } from '../../hooks/hidden-field.js'
import { suppressTracing } from '../../trace/execution-context.js'
import { captureHeaders } from '../captured-headers.js'
import { errorType, isAbort } from '../error-type.js'
import type { IntegrationContext } from '../integration.js'
import type { HttpClientSpan } from './http-client-span.js'
import { askHook } from './request-hooks.js'

/** Core ties a request and its response together; the types do not know. */
export interface ClientSide {
  readonly req?: ClientRequest
  readonly res?: IncomingMessage | null
}

const hangUp = { code: 'ECONNRESET', message: 'socket hang up' }

/** What the events of a request mean for its span. Made once; called on every event. */
export function createEventReader(context: IntegrationContext): EventReader {
  return (span, request, event, subject) => {
    switch (event) {
      case 'socket':
        return span.noteSocket(request.reusedSocket || isKnown(subject as Socket))
      case 'finish':
        return span.noteSent()
      case 'response':
        return onResponse(context, span, subject as IncomingMessage)
      case 'upgrade':
      case 'connect':
        // From here on the socket is the program's, and what goes over it is not HTTP.
        onResponse(context, span, subject as IncomingMessage)
        return span.complete()
      case 'timeout':
        if (isTimeoutHeard(request)) span.noteTimeout()
        return
      case 'error':
        return onError(span, request, subject)
      case 'close':
        return onClose(span, (request as ClientRequest & ClientSide).res)
    }
  }
}

const seen = createHiddenField<true>()

/** Core's own flag is not set for a request that waited for the socket of another one. */
function isKnown(socket: Socket): boolean {
  const known = seen.get(socket) === true
  if (!known) seen.set(socket, true)
  return known
}

/**
 * Core's default agent makes every request announce 5 s of silence, asked or not. On the socket, its
 * agents listen once themselves (Node 20, 22, 24 and 26); the program may do so too, and give up there.
 */
function isTimeoutHeard(request: ClientRequest & { readonly agent?: unknown }): boolean {
  const ofCore = request.agent instanceof Agent ? 1 : 0
  const onSocket = request.socket?.listenerCount('timeout') ?? 0
  return onSocket > ofCore || request.listenerCount('timeout') > 0
}

export type EventReader = (
  span: HttpClientSpan,
  request: ClientRequest,
  event: unknown,
  subject: unknown
) => void

function onResponse(
  { capturedHeaders, hooks }: IntegrationContext,
  span: HttpClientSpan,
  response: IncomingMessage
): void {
  const { statusCode = 0 } = response
  span.respond(statusCode)
  if (capturedHeaders.response.length > 0) {
    captureHeaders(span, 'response', capturedHeaders.response, name => response.headers[name])
  }
  const hook = hooks.onResponse
  if (hook === undefined) return
  const head = { statusCode, headers: response.headers, source: response }
  suppressTracing(() => askHook('onResponse', hook, span, head))
}

function onError(span: HttpClientSpan, request: ClientRequest, error: unknown): void {
  // The network's errors come before core marks the request as destroyed. A hang-up after that is
  // the end of a socket that the program, or its agent, has destroyed itself.
  const isOwnDoing = request.destroyed && request.socket?.destroyed
  if (isOwnDoing && errorType(error) === 'ECONNRESET') return span.cancel(undefined)
  // A response that the program has destroyed with an error takes the request with it.
  const { res } = request as ClientRequest & ClientSide
  if (isAbort(error) || (res?.destroyed && res.errored === error)) return span.cancel(error)
  span.fail(error)
}

/** Only reached when the response has not arrived whole. */
function onClose(span: HttpClientSpan, response: IncomingMessage | null | undefined): void {
  if (!response) return span.fail(hangUp)
  // An upgrade that nobody listens for was never announced.
  span.respond(response.statusCode ?? 0)
  if (response.complete) return span.complete()
  // Core destroys the response with this error when the socket closes under it; when the program
  // has destroyed the response before, its own reason stands there, or none.
  const reason = response.errored
  if (reason && errorType(reason) === 'ECONNRESET') return span.fail(reason)
  span.cancel(reason)
}
