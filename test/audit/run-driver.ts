import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { sendingTo } from '../process/preload.js'
import { registerFile, repository } from '../process/repository.js'
import { localhostCertificate } from '../tools/localhost-certificate.js'
import { type AuditedServer, sharedNow } from './audited-server.js'
import type { LeanReceiver } from './lean-receiver.js'

/** What the program says of itself. */
interface Report {
  readonly made: number
  readonly stats: Readonly<Record<string, number>>
  /** The same moment on all clocks, in milliseconds. */
  readonly clock: {
    /** Wall time of `performance.now()` zero. */
    readonly wall: number
    readonly drift: number
    readonly now: number
    readonly hr: number
  }
  /** How the calls ended, by client and kind, and how often. */
  readonly failures: readonly (readonly [what: string, count: number])[]
}

export interface DriverRun {
  readonly report: Report
  /** On the clock that all processes share. */
  readonly startedAt: number
  readonly endedAt: number
  readonly stderr: string
  readonly code: number | null
}

/** Milliseconds for a start and for each call, on a machine that is busy with other things. */
const bound = { start: 60_000, call: 10 }

/** Runs the program that makes the calls, with the agent, to its end. */
export async function runDriver(
  exchanges: number,
  server: AuditedServer,
  receiver: LeanReceiver
): Promise<DriverRun> {
  const { http, https, refused } = server
  const startedAt = sharedNow()
  const folder = mkdtempSync(join(tmpdir(), 'outspan-audit-'))
  const certificate = join(folder, 'certificate.pem')
  writeFileSync(certificate, localhostCertificate.cert)
  const file = join(repository, 'test', 'audit', 'fixtures', 'drive.mjs')
  const plan = JSON.stringify({ exchanges, http, https, refused })
  const child = spawn(process.execPath, ['-r', registerFile, file, plan], {
    env: { PATH: process.env['PATH'], NODE_EXTRA_CA_CERTS: certificate, ...settingsFor(receiver) },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), bound.start + exchanges * bound.call)
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>
  ])
  clearTimeout(timer)
  rmSync(folder, { recursive: true, force: true })
  if (code !== 0) throw new Error(`the program ended with ${code}: ${stderr}`)
  return { report: JSON.parse(stdout), startedAt, endedAt: sharedNow(), stderr, code }
}

function settingsFor(receiver: LeanReceiver): Record<string, string> {
  return {
    ...sendingTo(receiver),
    OUTSPAN_MAX_QUEUE_SIZE: '200000',
    OUTSPAN_EXPORT_INTERVAL: '500'
  }
}
