import type { Config } from './config/load-config.js'
import type { CallObserver } from './integrations/call-observer.js'
import { HostnameBlacklist } from './integrations/hostnames.js'
import type { IncomingRules } from './integrations/incoming/incoming-requests.js'
import { PathBlacklist } from './integrations/incoming/paths.js'
import { RequestBlacklist } from './integrations/incoming/request-blacklist.js'
import type { IntegrationContext } from './integrations/integration.js'
import { OpenSpans } from './integrations/open-spans.js'
import { ExpectedStatus } from './integrations/outgoing/expected-status.js'
import type { HostRules } from './integrations/outgoing/peer.js'
import type { RequestHooks } from './integrations/outgoing/request-hooks.js'
import { withSource } from './settings.js'
import { Redaction } from './trace/redaction.js'
import type { SpanTracer } from './trace/tracer.js'

/**
 * What settings say to integrations.
 *
 * @throws ConfigurationError naming a list's entry, and where it came from
 */
export function createContext(
  config: Config,
  hooks: RequestHooks,
  tracer: SpanTracer,
  observer: CallObserver | undefined
): IntegrationContext {
  const { settings } = config
  const capturedHeaders = {
    request: settings.captureRequestHeaders.map(name => name.toLowerCase()),
    response: settings.captureResponseHeaders.map(name => name.toLowerCase())
  }
  const redaction = new Redaction(settings.redactedQueryParameters)
  const openSpans = new OpenSpans()
  const hosts = createHostRules(config)
  const incoming = createIncomingRules(config, hosts)
  return { tracer, hosts, incoming, redaction, capturedHeaders, hooks, openSpans, observer }
}

function createHostRules(config: Config): HostRules {
  const { settings } = config
  const listOf = (name: 'blacklistHostnames' | 'propagationBlacklist') =>
    withSource(config, () => new HostnameBlacklist(settings[name], name))
  return {
    blacklist: listOf('blacklistHostnames'),
    propagationBlacklist: listOf('propagationBlacklist'),
    expectedStatus: withSource(config, () => {
      return new ExpectedStatus(settings.expectedStatusCodes)
    })
  }
}

function createIncomingRules(config: Config, { blacklist }: HostRules): IncomingRules {
  const { settings } = config
  const paths = withSource(config, () => new PathBlacklist(settings.blacklistPaths))
  return {
    blacklist: new RequestBlacklist(paths, blacklist),
    traceCallsOfBlacklisted: settings.traceCallsOfBlacklistedRequests,
    trustTraceContext: settings.trustIncomingTraceContext,
    trustForwardedHeaders: settings.trustForwardedHeaders
  }
}
