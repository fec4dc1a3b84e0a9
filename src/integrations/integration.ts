import type { Restore } from '../hooks/restore.js'
import type { Redaction } from '../trace/redaction.js'
import type { SpanSource } from '../trace/span.js'
import type { CallObserver } from './call-observer.js'
import type { CapturedHeaders } from './captured-headers.js'
import type { IncomingRules } from './incoming/incoming-requests.js'
import type { OpenSpans } from './open-spans.js'
import type { HostRules } from './outgoing/peer.js'
import type { RequestHooks } from './outgoing/request-hooks.js'

/** What the settings say about single hosts and paths, and about what URLs hide. */
export interface Rules {
  readonly hosts: HostRules
  readonly incoming: IncomingRules
  readonly redaction: Redaction
}

/** What an integration needs to know, and where its spans go. */
export interface IntegrationContext {
  readonly tracer: SpanSource
  /** Read with the first call. */
  readonly rules: () => Rules
  readonly capturedHeaders: CapturedHeaders
  readonly hooks: RequestHooks
  readonly openSpans: OpenSpans
  /** Hears of every call, for doctor and for the log level debug; mostly nobody does. */
  readonly observer: CallObserver | undefined
}

/** Makes the calls of one library into spans. */
export interface Integration {
  /** @throws when the library is not as expected; nothing may be left patched then */
  enable(context: IntegrationContext): Restore
}
