import { HostnameBlacklist } from '../../integrations/hostnames.js'
import { type Finding, ok, problem, skipped } from '../finding.js'
import type { Subject } from '../subject.js'

/** The lists of hosts, and what becomes of each URL that was asked for. */
export function checkUrls({ config, urls }: Subject): readonly Finding[] {
  const { settings, sources } = config
  try {
    const blacklist = new HostnameBlacklist(settings.blacklistHostnames)
    const headerless = new HostnameBlacklist(settings.propagationBlacklist, 'propagationBlacklist')
    const count = settings.blacklistHostnames.length + settings.propagationBlacklist.length
    const source = count === 0 ? undefined : sources.blacklistHostnames
    const summary = ok(`${count} entries exclude hosts`, source)
    return [summary, ...urls.map(url => judge(url, blacklist, headerless))]
  } catch (error) {
    return [problem('blacklist-never-matches', (error as Error).message)]
  }
}

const ports: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

function judge(text: string, blacklist: HostnameBlacklist, headerless: HostnameBlacklist): Finding {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !(url.protocol in ports)) return skipped(`${text} is no http(s) URL`)
  const port = Number(url.port) || ports[url.protocol]
  const entry = blacklist.findHost(url.hostname, port)
  if (entry !== undefined) return ok(`${text} is not traced: blacklistHostnames, ${entry}`)
  const withoutHeader = headerless.findHost(url.hostname, port)
  if (withoutHeader === undefined) return ok(`${text} is traced, and gets the header traceparent`)
  return ok(`${text} is traced, without a header: propagationBlacklist, ${withoutHeader}`)
}
