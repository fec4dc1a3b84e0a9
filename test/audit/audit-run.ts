import { AuditedServer } from './audited-server.js'
import { Comparison, type Findings } from './findings.js'
import { LeanReceiver } from './lean-receiver.js'
import { type DriverRun, runDriver } from './run-driver.js'

export interface Audit {
  readonly findings: Findings
  readonly run: DriverRun
  readonly requests: number
  readonly spans: number
  /** Requests whose span must be the child of one of the program's own. */
  readonly children: number
}

/** Drives calls through a program under the preload and holds its telemetry against the server's log. */
export async function runAudit(exchanges: number): Promise<Audit> {
  const server = await AuditedServer.start()
  const receiver = await LeanReceiver.start()
  try {
    const run = await runDriver(exchanges, server, receiver)
    const findings = new Comparison(receiver.spans, run).compare(server.log, run.report.made)
    const children = server.log.filter(({ parentId }) => parentId !== undefined).length
    return { findings, run, requests: server.log.length, spans: receiver.spans.length, children }
  } finally {
    await server.close()
    receiver.close()
  }
}
