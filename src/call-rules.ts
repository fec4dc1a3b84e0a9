import type { Config } from './config/load-config.js'
import { HostnameBlacklist } from './integrations/hostnames.js'
import type { IncomingRules } from './integrations/incoming/incoming-requests.js'
import { PathBlacklist } from './integrations/incoming/paths.js'
import { RequestBlacklist } from './integrations/incoming/request-blacklist.js'
import type { Rules } from './integrations/integration.js'
import { ExpectedStatus } from './integrations/outgoing/expected-status.js'
import type { HostRules } from './integrations/outgoing/peer.js'
import { withSource } from './settings.js'
import { Redaction } from './trace/redaction.js'

/**
 * What settings say about single hosts and paths, and about what URLs hide.
 *
 * @throws ConfigurationError naming a list's entry, and where it came from
 */
export function createRules(config: Config): Rules {
  const hosts = createHostRules(config)
  const redaction = new Redaction(config.settings.redactedQueryParameters)
  return { hosts, incoming: createIncomingRules(config, hosts), redaction }
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
