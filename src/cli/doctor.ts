import { join, relative } from 'node:path'
import { checkEndpoint } from './checks/endpoint.js'
import { checkIntegrations } from './checks/integrations.js'
import { checkMetrics } from './checks/metrics.js'
import { checkSampling } from './checks/sampling.js'
import { checkSettings } from './checks/settings.js'
import { checkStorage } from './checks/storage.js'
import { checkTarget } from './checks/target.js'
import { checkUrls } from './checks/urls.js'
import { checkVersions } from './checks/versions.js'
import { type Finding, skipped } from './finding.js'
import { ownDirectory } from './own-package.js'
import { Paint } from './paint.js'
import { readSubject, type Subject } from './subject.js'

type Check = (subject: Subject) => readonly Finding[] | Promise<readonly Finding[]>

/** Every check by the heading of its findings, in the order of a span's way. */
const checks: Readonly<Record<string, Check>> = {
  Versions: checkVersions,
  Settings: checkSettings,
  Integrations: checkIntegrations,
  'Hosts and paths': checkUrls,
  Sampling: checkSampling,
  Metrics: checkMetrics,
  'Connection string': checkTarget,
  Endpoint: checkEndpoint,
  Storage: checkStorage
}

/**
 * Looks at everything that can keep telemetry from arriving, and prints what it found.
 *
 * @returns the exit code: 1 when there is a problem
 */
export async function runDoctor(
  asked: Pick<Subject, 'isOffline' | 'urls'> & { readonly json: boolean }
): Promise<number> {
  const subject = readSubject(process.env, process.cwd(), asked)
  if (!asked.isOffline) process.stderr.write(announcement)
  const all: Record<string, readonly Finding[]> = {}
  const paint = new Paint(process.stdout)
  for (const [name, check] of Object.entries(checks)) {
    const findings = await runCheck(check, subject)
    all[name] = findings
    if (!asked.json) process.stdout.write(formatSection(name, findings, paint))
  }
  if (asked.json) process.stdout.write(`${JSON.stringify(all, undefined, 2)}\n`)
  const count = Object.values(all).flat().filter(isProblem).length
  if (!asked.json) process.stdout.write(summarize(count, paint))
  return count === 0 ? 0 : 1
}

/** Before it is done; on stderr, as stdout may be read by a program. */
const announcement =
  'outspan doctor asks npm for the newest version, and sends one message to the endpoint; ' +
  '--offline leaves both out\n'

async function runCheck(check: Check, subject: Subject): Promise<readonly Finding[]> {
  try {
    return await check(subject)
  } catch (error) {
    return [skipped(`the check itself failed: ${(error as Error).message}`)]
  }
}

function isProblem({ status }: Finding): boolean {
  return status === 'problem'
}

function formatSection(name: string, findings: readonly Finding[], paint: Paint): string {
  return `\n${paint.heading(name)}\n${findings.map(finding => formatFinding(finding, paint)).join('')}`
}

const marks = { ok: '✓', skipped: '-', problem: '✗' } as const

/** What was found, where from, and how to mend it. */
export function formatFinding(
  { status, found, source, code, advice }: Finding,
  paint: Paint
): string {
  const from = source === undefined ? '' : paint.faint(` (${source})`)
  const line = `  ${paint.status(status, marks[status])} ${found}${from}\n`
  return code === undefined ? line : `${line}      ${advice} ${paint.faint(`[${code}]`)}\n`
}

function summarize(count: number, paint: Paint): string {
  if (count === 0) return `\n${paint.status('ok', 'nothing is wrong')}\n`
  const text = count === 1 ? '1 problem' : `${count} problems`
  const page = relative(process.cwd(), join(ownDirectory, 'docs', 'troubleshooting.md'))
  return `\n${paint.status('problem', text)}; ${page} explains the words in brackets\n`
}
