import type { Restore } from '../hooks/restore.js'
import type { SpanSource } from '../trace/span.js'
import type { HostnameBlacklist } from './hostnames.js'
import type { Redaction } from './redaction.js'

/** What an integration needs: where its spans go, which hosts it leaves alone, what it must hide. */
export interface IntegrationContext {
  readonly tracer: SpanSource
  readonly blacklist: HostnameBlacklist
  readonly redaction: Redaction
}

/** Makes the calls of one library into spans. */
export interface Integration {
  /** @throws when the library is not as expected; nothing may be left patched then */
  enable(context: IntegrationContext): Restore
}
