import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Dependency, readDependency } from '../process/dependency.js'
import { sendingTo, withAgent } from '../process/preload.js'
import { repository } from '../process/repository.js'
import { type Program, runProgram } from '../process/run-program.js'
import { assertSameOutcome } from '../process/same-behaviour.js'
import { assertNoFaults } from '../process/telemetry-check.js'
import { startStandIn } from '../tools/start-stand-in.js'
import {
  readException,
  readRequest,
  type ServedException,
  type ServedRequest
} from './served-request.js'

/** What came of a program that serves. */
export interface Served {
  readonly stdout: string
  readonly requests: readonly ServedRequest[]
  readonly dependencies: readonly Dependency[]
  readonly exceptions: readonly ServedException[]
}

type Settings = Readonly<Record<string, string>>

/**
 * Runs a program of test/incoming/fixtures, which serves and calls itself, without and with the
 * agent, and checks that it cannot tell.
 */
export async function runServing(
  t: TestContext,
  name: string,
  settings: Settings = {},
  program: Partial<Program> = {}
): Promise<Served> {
  const standIn = await startStandIn(t)
  const whole = { ...program, file: join(repository, 'test', 'incoming', 'fixtures', name) }
  const bare = await runProgram(whole)
  const traced = await runProgram(withAgent(whole, { ...sendingTo(standIn), ...settings }))
  assertSameOutcome(traced, bare)
  assertNoFaults(standIn)
  const ofType = (type: string) => standIn.envelopes.filter(({ data }) => data.baseType === type)
  return {
    stdout: traced.stdout,
    requests: ofType('RequestData').map(readRequest),
    dependencies: ofType('RemoteDependencyData').map(readDependency),
    exceptions: ofType('ExceptionData').map(readException)
  }
}

/** The one request to a path. */
export function requestTo(requests: readonly ServedRequest[], path: string): ServedRequest {
  const hits = requests.filter(
    ({ url }) => (URL.canParse(url) ? new URL(url).pathname : url) === path
  )
  assert.equal(hits.length, 1, `${path} is ${hits.length} times in ${requests.map(one => one.url)}`)
  return hits[0] as ServedRequest
}

/** `GET /path: 200 true`, then the type of the error, and whether the client was gone. */
export function summarize({ name, responseCode, success, properties }: ServedRequest): string {
  const isGone = properties['outspan.client_gone'] === 'true'
  const words = [responseCode, String(success), properties['error.type'], isGone && 'client gone']
  return `${name}: ${words.filter(Boolean).join(' ')}`
}
