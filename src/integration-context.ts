import type { Config } from './config/load-config.js'
import type { Settings } from './config/options.js'
import type { CallObserver } from './integrations/call-observer.js'
import type { IntegrationContext, Rules } from './integrations/integration.js'
import { OpenSpans } from './integrations/open-spans.js'
import type { RequestHooks } from './integrations/outgoing/request-hooks.js'
import type { SpanSource } from './trace/span.js'

/**
 * What settings say to integrations.
 *
 * @throws ConfigurationError naming a list's entry, and where it came from
 */
export function createContext(
  config: Config,
  hooks: RequestHooks,
  tracer: SpanSource,
  observer: CallObserver | undefined
): IntegrationContext {
  const { settings } = config
  const capturedHeaders = {
    request: settings.captureRequestHeaders.map(name => name.toLowerCase()),
    response: settings.captureResponseHeaders.map(name => name.toLowerCase())
  }
  const openSpans = new OpenSpans()
  const rules = deferRules(config)
  return { tracer, rules, capturedHeaders, hooks, openSpans, observer }
}

const noLists = {
  blacklistHostnames: [],
  propagationBlacklist: [],
  blacklistPaths: [],
  expectedStatusCodes: {}
} satisfies Partial<Settings>

/**
 * Loads them with the first call; at once where something is listed, to tell of a mistake in it, and
 * because the program may change its list later.
 */
function deferRules(config: Config): () => Rules {
  if (isAnythingListed(config.settings)) {
    const rules = loadRules(config)
    return () => rules
  }
  // Not the program's own lists, which it may fill until then.
  const unlisted = { ...config, settings: { ...config.settings, ...noLists } }
  let rules: Rules | undefined
  return () => {
    rules ??= loadRules(unlisted)
    return rules
  }
}

function isAnythingListed(settings: Settings): boolean {
  const { blacklistHostnames, propagationBlacklist, blacklistPaths, expectedStatusCodes } = settings
  const lists = [blacklistHostnames, propagationBlacklist, blacklistPaths]
  // An empty list here says that nothing is hidden.
  if (settings.redactedQueryParameters !== undefined) return true
  return lists.some(list => list.length > 0) || Object.keys(expectedStatusCodes).length > 0
}

function loadRules(config: Config): Rules {
  // A file of its own, see build.mjs.
  const { createRules } = require('./call-rules.js') as typeof import('./call-rules.js')
  return createRules(config)
}
