// npm run audit [exchanges]: the telemetry of many calls against the server's own log.
import { runAudit } from './audit-run.js'
import { isClean, summarize } from './summary.js'

async function main(): Promise<void> {
  const audit = await runAudit(Number(process.argv[2] ?? 100_000))
  console.log(summarize(audit))
  if (process.env['AUDIT_ENDS']) {
    for (const [what, count] of [...audit.run.report.failures].sort()) console.log(count, what)
  }
  process.exitCode = isClean(audit) ? 0 : 1
}

main()
