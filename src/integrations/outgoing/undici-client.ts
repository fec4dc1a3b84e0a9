import { listen } from '../../hooks/channel.js'
import { restoreAll } from '../../hooks/restore.js'
import type { Integration, IntegrationContext } from '../integration.js'
import { LatePart } from '../late-part.js'
import type { UndiciCalls, UndiciRequest, UndiciResponse } from './undici-calls.js'

interface RequestMessage {
  readonly request: UndiciRequest
}

interface HeadersMessage extends RequestMessage {
  readonly response: UndiciResponse
}

interface ErrorMessage extends RequestMessage {
  readonly error: unknown
}

/**
 * `fetch` and every copy of undici 5 to 8, through the diagnostics channels that undici publishes.
 * The parent is taken at `create` only: the later messages run in the context of whoever opened
 * the socket (C06).
 */
export const undiciClient: Integration = {
  enable(context) {
    const calls = new LatePart(
      () => loadCalls(context),
      part => part.stop()
    )
    return restoreAll([
      () => calls.stop(),
      listen<RequestMessage>('undici:request:create', ({ request }) => {
        calls.getForCall()?.onCreate(request)
      }),
      listen<RequestMessage>('undici:client:sendHeaders', ({ request }) => {
        calls.get()?.onSent(request)
      }),
      listen<HeadersMessage>('undici:request:headers', ({ request, response }) => {
        calls.get()?.onHeaders(request, response)
      }),
      listen<RequestMessage>('undici:request:trailers', ({ request }) => {
        calls.get()?.onTrailers(request)
      }),
      listen<ErrorMessage>('undici:request:error', ({ request, error }) => {
        calls.get()?.onError(request, error)
      })
    ])
  }
}

function loadCalls(context: IntegrationContext): UndiciCalls {
  const { UndiciCalls } = require('./undici-calls.js') as typeof import('./undici-calls.js')
  return new UndiciCalls(context)
}
