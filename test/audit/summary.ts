import type { Audit } from './audit-run.js'
import { findingNames } from './findings.js'

const shown = 10

export function isClean({ findings }: Audit): boolean {
  return findingNames.every(name => findings[name].length === 0)
}

/** The table of counts, what the agent says of itself, and examples of what is wrong. */
export function summarize(audit: Audit): string {
  const { findings, run, requests, spans, children } = audit
  const { made, stats } = run.report
  const seconds = (run.endedAt - run.startedAt) / 1000
  return [
    row('calls made by the program', made),
    row('requests in the log of the server', requests),
    row('of these within spans of the program', children),
    row('envelopes received', spans),
    ...findingNames.map(name => row(name, findings[name].length)),
    ...Object.entries(stats).map(([name, count]) => row(`agent: ${name}`, count)),
    `${seconds.toFixed(1)} s, ${Math.round(made / seconds)} calls/s`,
    ...(run.stderr === '' ? [] : [`stderr: ${run.stderr}`]),
    ...findingNames.flatMap(name => findings[name].slice(0, shown).map(text => `${name}: ${text}`))
  ].join('\n')
}

function row(name: string, count: number): string {
  return `${name.padEnd(40)}${String(count).padStart(9)}`
}
