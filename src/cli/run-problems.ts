import type { RunReport } from '../run-report/run-report.js'
import { type Finding, ok, problem } from './finding.js'

/** What stands between the calls of a run and the portal. */
export function findRunProblems(reports: readonly RunReport[]): readonly Finding[] {
  if (reports.length === 0) return [problem('no-report', 'no process of the program reported')]
  const found = [
    ...findMissingCalls(reports),
    ...findUndelivered(sumStats(reports)),
    ...findBypassed(reports),
    ...reports.flatMap(findOddities)
  ]
  return found.length > 0 ? found : [ok('all calls were recorded and accepted')]
}

function findMissingCalls(reports: readonly RunReport[]): readonly Finding[] {
  const calls = reports.flatMap(report => report.calls)
  if (calls.length === 0) return [problem('no-calls', 'no HTTP call and no request was seen')]
  if (calls.some(({ traced }) => traced > 0)) return []
  if (calls.some(({ sampledOut }) => sampledOut > 0))
    return [problem('all-sampled-out', 'every call was sampled out')]
  const rules = new Set(calls.flatMap(({ skipped }) => Object.keys(skipped)))
  return [problem('all-skipped', `no call was traced: ${[...rules].join('; ')}`)]
}

function sumStats(reports: readonly RunReport[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {}
  for (const [name, count] of reports.flatMap(({ stats }) => Object.entries(stats))) {
    sums[name] = (sums[name] ?? 0) + count
  }
  return sums
}

function findUndelivered(stats: Readonly<Record<string, number>>): readonly Finding[] {
  const { recorded = 0, accepted = 0, rejected = 0, droppedQueueFull = 0 } = stats
  const findings: Finding[] = []
  if (rejected > 0) {
    const codes = Object.entries(stats).filter(([name]) => /^rejected\d/.test(name))
    const reasons = codes.map(([name, count]) => `${count} with ${name.slice('rejected'.length)}`)
    findings.push(problem('items-rejected', `${rejected} items rejected: ${reasons.join(', ')}`))
  }
  if (droppedQueueFull > 0)
    findings.push(problem('items-dropped', `${droppedQueueFull} did not fit into the queue`))
  const missing = recorded - accepted - rejected
  if (missing > 0) findings.push(problem('items-undelivered', `${missing} were not delivered`))
  return findings
}

/** Places that were connected to, and no call seen of. */
function findBypassed(reports: readonly RunReport[]): readonly Finding[] {
  const seen = new Set(reports.flatMap(({ calls }) => calls.map(({ origin }) => placeOf(origin))))
  return reports.flatMap(({ connections }) =>
    Object.entries(connections)
      .filter(([place]) => !seen.has(place))
      .map(([place, count]) =>
        problem('calls-bypassed', `${count} connections to ${place}, and no call seen to it`)
      )
  )
}

/** `host:port` of an origin; the path of a socket as it is. */
function placeOf(origin: string): string {
  if (!URL.canParse(origin)) return origin
  const { protocol, hostname, port } = new URL(origin)
  return `${hostname.replace(/^\[|\]$/g, '')}:${port || (protocol === 'https:' ? 443 : 80)}`
}

function findOddities({ pid, loadedBefore, targets }: RunReport): readonly Finding[] {
  const early = loadedBefore.map(name =>
    problem('loaded-before', `${name} was loaded before the agent in process ${pid}`)
  )
  const inCode = targets.find(({ source }) => source === 'code')
  const outside = environmentKey()
  if (inCode === undefined || outside === undefined || outside === inCode.key) return early
  const found = `code sends to …${inCode.key}, the environment names …${outside}`
  return [...early, problem('target-in-code', found)]
}

function environmentKey(): string | undefined {
  const text = process.env['APPLICATIONINSIGHTS_CONNECTION_STRING'] ?? ''
  return /instrumentationkey\s*=\s*([^;]*)/i.exec(text)?.[1]?.trim().slice(-4)
}
