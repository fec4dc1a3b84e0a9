import type { HostCalls } from '../run-report/call-counts.js'
import type { ReportedView, RunReport } from '../run-report/run-report.js'
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

const mostCalls = 50

function formatProcess(report: RunReport, paint: Paint): string {
  const { pid, thread, program, calls } = report
  const byCount = [...calls].sort((a, b) => countOf(b) - countOf(a))
  const more = calls.length - mostCalls
  const lines = [
    describeStart(report),
    describeTargets(report),
    ...byCount.slice(0, mostCalls).map(formatCalls),
    more > 0 ? `and calls of ${more} other kinds and hosts` : '',
    ...report.views.map(formatView),
    ...formatNumbers(report)
  ]
  const place = thread === 0 ? `process ${pid}` : `thread ${thread} of process ${pid}`
  const title = paint.heading(`outspan in ${place}: ${program.join(' ')}`)
  const shown = lines.filter(line => line !== '')
  return `\n${title}\n${shown.map(line => `  ${line}\n`).join('')}`
}

/** What is different without doctor. */
function describeStart({ isLoadedByDoctor, isStartedInCode }: RunReport): string {
  if (!isLoadedByDoctor) return ''
  return isStartedInCode
    ? 'loaded by doctor, before the program does so in its code'
    : 'loaded by doctor; without it, start the program with: node -r outspan/register'
}

function describeTargets({ targets }: RunReport): string {
  const all = new Set(targets.map(({ key, source }) => `…${key} (${source})`))
  return `telemetry goes to ${[...all].join(', ') || 'no resource'}`
}

function countOf({ traced, sampledOut, skipped }: HostCalls): number {
  return Object.values(skipped).reduce((sum, count) => sum + count, traced + sampledOut)
}

function formatCalls({ kind, origin, traced, sampledOut, skipped }: HostCalls): string {
  const parts = [
    traced > 0 ? `${traced} traced` : '',
    sampledOut > 0 ? `${sampledOut} sampled out` : '',
    ...Object.entries(skipped).map(([rule, count]) => `${count} not traced (${rule})`)
  ]
  return `${kind} ${origin}: ${parts.filter(part => part !== '').join(', ')}`
}

/** What Application Insights stores of an aggregation. */
const storedAs: Readonly<Record<string, string>> = {
  CountAggregation: 'as a value, the count',
  SumAggregation: 'as a value, the sum',
  LastValueAggregation: 'as a value, the last one',
  DistributionAggregation:
    'as sum, count, least, greatest and standard deviation, its boundaries as outspan.buckets'
}

function formatView({ name, measure, aggregation, tagKeys, isExported }: ReportedView): string {
  const by = tagKeys.length > 0 ? ` by ${tagKeys.join(', ')}` : ''
  const fate = isExported ? `exported ${storedAs[aggregation]}` : 'not exported'
  return `view ${name}: ${aggregation} of ${measure}${by}, ${fate}`
}

const ofDelivery =
  /^(requests|sent|bytesSent|accepted|rejected\d*|unconfirmed|retried|stored|replayed)$/

/** In two lines, as a request to the service is none that the program has served. */
function formatNumbers({ stats }: RunReport): readonly string[] {
  const all = Object.entries(stats).filter(([, count]) => count > 0)
  if (all.length === 0) return ['nothing was recorded']
  return [
    formatCounts(
      'spans',
      all.filter(([name]) => !ofDelivery.test(name))
    ),
    formatCounts(
      'delivery',
      all.filter(([name]) => ofDelivery.test(name))
    )
  ]
}

function formatCounts(title: string, counts: readonly (readonly [string, number])[]): string {
  if (counts.length === 0) return ''
  return `${title}: ${counts.map(([name, count]) => `${name} ${count}`).join(', ')}`
}
