import { findProxies } from '../export/azure/transport/proxies.js'
import type { RunReport } from '../run-report/run-report.js'
import { type Finding, problem } from './finding.js'

/** What is known to be no HTTP by its port: names, mail, directories, databases, queues. */
const otherProtocols: ReadonlySet<number> = new Set([
  22, 25, 53, 389, 465, 587, 636, 1433, 1521, 1883, 3306, 5432, 5671, 5672, 6379, 6380, 8883, 9092,
  9093, 27017
])
const mostShown = 20

/** Places that were connected to, and no call seen of. */
export function findBypassed(reports: readonly RunReport[]): readonly Finding[] {
  const calls = reports.flatMap(report => report.calls)
  // With more hosts than are told apart, any place may be one of them.
  if (calls.some(({ kind }) => kind === 'calls')) return []
  const seen = new Set([...calls.map(({ origin }) => placeOf(origin)), ...findOwnProxies()])
  const counts = new Map<string, number>()
  for (const [place, count] of reports.flatMap(each => Object.entries(each.connections))) {
    const port = Number(/:(\d+)$/.exec(place)?.[1])
    if (seen.has(placeOf(place)) || otherProtocols.has(port)) continue
    counts.set(place, (counts.get(place) ?? 0) + count)
  }
  return [...counts].slice(0, mostShown).map(([place, count]) => {
    const connections = count === 1 ? '1 connection' : `${count} connections`
    return problem('calls-bypassed', `${connections} to ${place}, and no call seen to it`)
  })
}

/** A call through a proxy is one of its target. */
function findOwnProxies(): readonly string[] {
  try {
    const proxies = Object.values(findProxies(process.env) ?? {}).filter(proxy => proxy !== '')
    return proxies.map(proxy => placeOf(new URL(proxy).origin))
  } catch {
    // The check of the endpoint tells what is wrong with it.
    return []
  }
}

/** `host:port`, the same for an origin and for a connection to it; the path of a socket as it is. */
function placeOf(text: string): string {
  const [, scheme, host, port] = /^(?:(https?):\/\/)?([^/\\]+?)(?::(\d+))?$/.exec(text) ?? []
  if (host === undefined) return text
  return `${normalizeHost(host)}:${Number(port ?? (scheme === 'https' ? 443 : 80))}`
}

/** An origin has the host as the program wrote it, in lower case, or as a URL has made it. */
function normalizeHost(host: string): string {
  const bare = host.replace(/^\[|\]$/g, '')
  const url = `http://${bare.includes(':') ? `[${bare}]` : bare}`
  // URLs know no address with a zone.
  return URL.canParse(url) ? new URL(url).hostname : bare.toLowerCase()
}
