import type { HostCalls } from '../run-report/call-counts.js'
import type { RunReport } from '../run-report/run-report.js'
import { formatFinding } from './doctor.js'
import type { Finding } from './finding.js'
import { Paint } from './paint.js'
import { findRunProblems } from './run-problems.js'

/** What the processes of one run did, on stderr: stdout is the program's. */
export function printRun(reports: readonly RunReport[], json: boolean): void {
  const problems = findRunProblems(reports)
  const text = json
    ? `${JSON.stringify({ processes: reports, problems }, undefined, 2)}\n`
    : formatRun(reports, problems, new Paint(process.stderr))
  process.stderr.write(text)
}

function formatRun(
  reports: readonly RunReport[],
  problems: readonly Finding[],
  paint: Paint
): string {
  const sections = reports.map(report => formatProcess(report, paint))
  return [...sections, '\n', ...problems.map(found => formatFinding(found, paint))].join('')
}

function formatProcess({ pid, program, targets, calls, stats }: RunReport, paint: Paint): string {
  const to = targets.map(({ key, source }) => `…${key} (${source})`).join(', ') || 'nowhere'
  const counts = Object.entries(stats).filter(([, count]) => count > 0)
  const lines = [
    `telemetry goes to ${to}`,
    ...calls.map(formatCalls),
    counts.map(([name, count]) => `${name} ${count}`).join(', ') || 'nothing was recorded'
  ]
  const title = paint.heading(`outspan in process ${pid}: ${program.join(' ')}`)
  return `\n${title}\n${lines.map(line => `  ${line}\n`).join('')}`
}

function formatCalls({ kind, origin, traced, sampledOut, skipped }: HostCalls): string {
  const parts = [
    traced > 0 ? `${traced} traced` : '',
    sampledOut > 0 ? `${sampledOut} sampled out` : '',
    ...Object.entries(skipped).map(([rule, count]) => `${count} not traced (${rule})`)
  ]
  return `${kind} ${origin}: ${parts.filter(part => part !== '').join(', ')}`
}
