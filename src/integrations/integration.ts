import type { Restore } from '../hooks/restore.js'
import type { SpanSource } from '../trace/span.js'
import type { HostnameBlacklist } from './hostnames.js'
import type { OpenSpans } from './open-spans.js'
import type { Redaction } from './redaction.js'

/**
 * What an integration needs: where its spans go, which hosts it leaves alone, what it must hide, and
 * where it keeps what is under way.
 */
export interface IntegrationContext {
  readonly tracer: SpanSource
  readonly blacklist: HostnameBlacklist
  readonly redaction: Redaction
  readonly openSpans: OpenSpans
}

/** Makes the calls of one library into spans. */
export interface Integration {
  /** @throws when the library is not as expected; nothing may be left patched then */
  enable(context: IntegrationContext): Restore
}
