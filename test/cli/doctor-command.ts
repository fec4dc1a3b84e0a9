import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Finding } from '../../src/cli/finding.js'
import { repository } from '../process/repository.js'
import { type Outcome, runProgram } from '../process/run-program.js'

const command = join(repository, 'bin', 'outspan.js')

export interface DoctorRun {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd: string
}

/** The command as a user starts it, in a process of its own. */
export async function runOutspan({ args = [], env, cwd }: DoctorRun): Promise<Outcome> {
  return runProgram({ file: command, args, cwd, ...(env && { env }) })
}

/** Its findings, in their order. */
export async function runDoctor(run: DoctorRun): Promise<readonly Finding[]> {
  const args = ['doctor', '--json', ...(run.args ?? [])]
  const { stdout, code } = await runOutspan({ ...run, args })
  const findings = Object.values(JSON.parse(stdout) as Record<string, Finding[]>).flat()
  const hasProblem = findings.some(({ status }) => status === 'problem')
  assert.equal(code, hasProblem ? 1 : 0, 'the exit code tells whether there is a problem')
  return findings
}

/** The one finding with this code. */
export function findProblem(findings: readonly Finding[], code: string): Finding {
  const found = findings.filter(finding => finding.code === code)
  const all = JSON.stringify(findings, undefined, 2)
  assert.equal(found.length, 1, `${found.length} findings ${code} in ${all}`)
  return found[0] as Finding
}
