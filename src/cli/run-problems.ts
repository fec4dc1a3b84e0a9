import { options } from '../config/options.js'
import { readVariable } from '../config/sampler-variables.js'
import { explainRefusal } from '../export/azure/delivery/delivery-report.js'
import type { RunReport } from '../run-report/run-report.js'
import { findBypassed } from './bypassed-calls.js'
import { type Finding, ok, problem } from './finding.js'

/** What stands between the calls of a run and the portal. */
export function findRunProblems(reports: readonly RunReport[]): readonly Finding[] {
  if (reports.length === 0) return [problem('no-report', 'no process of the program reported')]
  const found = [
    ...findMissingCalls(reports),
    ...reports.flatMap(({ stats }) => findElsewhere(stats)),
    ...findUndelivered(reports.map(({ stats }) => stats)),
    ...reports.flatMap(findOddities)
  ]
  return found.length > 0 ? found : [ok('all that was recorded was accepted')]
}

function findMissingCalls(reports: readonly RunReport[]): readonly Finding[] {
  if (reports.every(({ integrations }) => integrations.length === 0))
    return [problem('integrations-off', 'no integration was on')]
  const calls = reports.flatMap(report => report.calls)
  if (calls.length === 0)
    return [problem('no-calls', 'no HTTP call and no request was seen'), ...findBypassed(reports)]
  return [...findUntraced(calls), ...findBypassed(reports)]
}

function findUntraced(calls: RunReport['calls']): readonly Finding[] {
  if (calls.some(({ traced }) => traced > 0)) return []
  if (calls.some(({ sampledOut }) => sampledOut > 0))
    return [problem('all-sampled-out', 'every call was sampled out')]
  const rules = new Set(calls.flatMap(({ skipped }) => Object.keys(skipped)))
  return [problem('all-skipped', `no call was traced: ${[...rules].join('; ')}`)]
}

type Stats = RunReport['stats']

/** Only an exporter of Azure tells what it has sent. */
function findElsewhere({ recorded = 0, sent }: Stats): readonly Finding[] {
  if (recorded === 0 || sent !== undefined) return []
  const found = `${recorded} spans went to an exporter other than azure`
  return [problem('exporter-not-azure', found)]
}

function findUndelivered(all: readonly Stats[]): readonly Finding[] {
  const { rejected = 0, ...sums } = sumStats(all)
  const findings: Finding[] = []
  if (rejected > 0) {
    const reasons = explainAll(sums).join('; ')
    findings.push(problem('items-rejected', `${rejected} items rejected: ${reasons}`))
  }
  findings.push(...findDropped(sums))
  const missing = describeMissing(sums, all)
  if (missing.length > 0) findings.push(problem('items-undelivered', missing.join(', ')))
  return findings
}

function sumStats(all: readonly Stats[]): Stats {
  const sums: Record<string, number> = {}
  for (const [name, count] of all.flatMap(stats => Object.entries(stats))) {
    sums[name] = (sums[name] ?? 0) + count
  }
  return sums
}

function explainAll(stats: Stats): readonly string[] {
  const codes = Object.entries(stats).filter(([name]) => /^rejected\d/.test(name))
  return codes.map(([name, count]) => {
    return `${count} for ${explainRefusal(Number(name.slice('rejected'.length)))}`
  })
}

/** What was lost in the process itself, each with a remedy of its own. */
const drops = [
  ['droppedQueueFull', 'items-dropped', 'did not fit into the queue'],
  ['droppedUnreadable', 'items-unreadable', 'items could not be written'],
  ['droppedExportFailed', 'export-failed', 'spans were lost, as their export failed']
] as const

function findDropped(sums: Stats): readonly Finding[] {
  const present = drops.filter(([name]) => (sums[name] ?? 0) > 0)
  return present.map(([name, code, fate]) => problem(code, `${sums[name]} ${fate}`))
}

/** In items: a span with events makes several, and metrics make more. */
function describeMissing(sums: Stats, all: readonly Stats[]): readonly string[] {
  const { stored = 0, replayed = 0, droppedUndelivered = 0, unconfirmed = 0 } = sums
  const unsent = all.reduce((sum, stats) => sum + countUnsent(stats), 0)
  const fates = {
    'items were not delivered, and are kept for later': stored - replayed - droppedUndelivered,
    'spans were not delivered before the end of their process': unsent,
    'items were given up for want of room or because of their age': droppedUndelivered,
    'items have an answer that was cut': unconfirmed
  }
  const present = Object.entries(fates).filter(([, count]) => count > 0)
  return present.map(([fate, count]) => `${count} ${fate}`)
}

/** Spans of a process that came to no export. */
function countUnsent({ recorded = 0, sent, stored = 0, ...stats }: Stats): number {
  const { droppedByProcessor = 0, droppedUnreadable = 0 } = stats
  const isGone = sent === 0 && stored === 0 && droppedByProcessor + droppedUnreadable === 0
  return isGone ? recorded : 0
}

function findOddities(report: RunReport): readonly Finding[] {
  const { pid, loadedBefore, unreportedChildren, views } = report
  const early = loadedBefore.map(name =>
    problem('loaded-before', `${name} was loaded before the agent in process ${pid}`)
  )
  const children = unreportedChildren.map(file =>
    problem('child-untraced', `process ${pid} started ${file} without its environment`)
  )
  const unexported = views.filter(({ isExported }) => !isExported)
  const lost = unexported.map(({ name }) =>
    problem('view-not-exported', `the view ${name} is registered, and nothing exports it`)
  )
  return [...early, ...children, ...lost, ...findRateInCode(report), ...findTargetInCode(report)]
}

function findRateInCode({ rates }: RunReport): readonly Finding[] {
  const inCode = rates.find(({ source }) => source === 'code')
  const rateOf = (name: string) => readVariable(process.env, name)?.trim()
  const name = options.samplingRate.variables.find(rateOf)
  if (inCode === undefined || name === undefined) return []
  if (Number(rateOf(name)) === inCode.rate) return []
  const outside = process.env[name]?.trim()
  return [problem('sampling-disagrees', `code samples at ${inCode.rate}, ${name} is ${outside}`)]
}

function findTargetInCode({ targets }: RunReport): readonly Finding[] {
  const inCode = targets.find(({ source }) => source === 'code')
  const outside = environmentKey()
  if (inCode === undefined || outside === undefined || outside === inCode.key) return []
  const found = `code sends to …${inCode.key}, the environment names …${outside}`
  return [problem('target-in-code', found)]
}

function environmentKey(): string | undefined {
  const text = process.env['APPLICATIONINSIGHTS_CONNECTION_STRING'] ?? ''
  const [, key] = /instrumentationkey\s*=\s*([^;]*)/i.exec(text) ?? []
  return (key ?? process.env['APPINSIGHTS_INSTRUMENTATIONKEY'])?.trim().slice(-4)
}
