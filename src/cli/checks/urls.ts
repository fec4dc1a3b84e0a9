import { createRules } from '../../call-rules.js'
import { ConfigurationError } from '../../diagnostics/errors.js'
import { PathBlacklist } from '../../integrations/incoming/paths.js'
import { type Finding, ok, problem, skipped } from '../finding.js'
import type { Subject } from '../subject.js'
import { describeMistake } from './settings.js'

/** The lists of hosts and paths, and what becomes of each URL that was asked for. */
export function checkUrls({ config, urls }: Subject): readonly Finding[] {
  const { settings, sources } = config
  try {
    const lists = createLists(config)
    const counts = listNames.map(name => {
      const isDefault = sources[name] === 'default'
      return ok(
        `${settings[name].length} entries in ${name}`,
        isDefault ? undefined : sources[name]
      )
    })
    return [...counts, ...findCatchAll(lists, sources), ...urls.flatMap(url => judge(url, lists))]
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    return [describeMistake(error)]
  }
}

const listNames = ['blacklistHostnames', 'propagationBlacklist', 'blacklistPaths'] as const

type Lists = ReturnType<typeof createLists>

/** By the agent's own rules, so that whatever keeps it from starting is found here too. */
function createLists(config: Subject['config']) {
  const { blacklist, propagationBlacklist } = createRules(config).hosts
  const paths = new PathBlacklist(config.settings.blacklistPaths)
  return { hosts: blacklist, headerless: propagationBlacklist, paths }
}

// A host that nobody means: what lists it lists every host.
const nobody = 'q7x2.outspan.invalid'

function findCatchAll({ hosts }: Lists, sources: Subject['config']['sources']): readonly Finding[] {
  const entry = hosts.findHost(nobody, 443)
  if (entry === undefined) return []
  const found = `${entry} in blacklistHostnames lists every host`
  return [problem('blacklist-matches-all', found, sources.blacklistHostnames)]
}

const ports: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

function judge(text: string, lists: Lists): readonly Finding[] {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !(url.protocol in ports)) return [skipped(`${text} is no http(s) URL`)]
  const port = Number(url.port) || ports[url.protocol]
  const host = lists.hosts.findHost(url.hostname, port)
  if (host !== undefined) return [ok(`${text} is not traced: blacklistHostnames, ${host}`)]
  const withoutHeader = lists.headerless.findHost(url.hostname, port)
  const header =
    withoutHeader === undefined
      ? 'gets the header traceparent'
      : `gets no header: propagationBlacklist, ${withoutHeader}`
  const path = lists.paths.find(url.pathname, url.host)
  return [
    ok(`a call to ${text} is traced, and ${header}`),
    ok(
      `a request for it is ${path === undefined ? 'traced' : `not traced: blacklistPaths, ${path}`}`
    )
  ]
}
