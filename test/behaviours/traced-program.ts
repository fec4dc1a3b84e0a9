import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { type Dependency, readDependency } from '../process/dependency.js'
import type { Exchange } from '../process/exchange.js'
import { type Program, runProgram } from '../process/run-program.js'
import { startTarget } from '../process/target-server.js'
import { assertNoFaults } from '../process/telemetry-check.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { fixture } from './fixture.js'

/** What came of a program that starts tracing itself, and so has no run without the agent. */
export interface TracedProgram {
  readonly stdout: string
  readonly dependencies: readonly Dependency[]
  readonly exchanges: readonly Exchange[]
}

/** Runs a fixture with the target's URL and a connection string as its arguments. */
export async function runTracing(
  t: TestContext,
  name: string,
  program: Partial<Program> = {}
): Promise<TracedProgram> {
  const target = await startTarget(t)
  const standIn = await startStandIn(t)
  const args = [target.http, standIn.connectionString, ...(program.args ?? [])]
  const { stdout, stderr, code } = await runProgram({ ...program, file: fixture(name), args })
  assert.deepEqual([stderr, code], ['', 0])
  assertNoFaults(standIn)
  const dependencies = standIn.envelopes.map(readDependency)
  return { stdout, dependencies, exchanges: await target.takeExchanges() }
}

/** Each call has a path that ends with the name of the span it belongs to; `nobody` is none. */
export function assertParents(dependencies: readonly Dependency[]): void {
  const parents = new Map(
    dependencies.filter(({ type }) => type === 'InProc').map(parent => [parent.name, parent])
  )
  for (const { data, parentId, traceId } of dependencies.filter(({ type }) => type === 'Http')) {
    const name = data.slice(data.lastIndexOf('/') + 1)
    const parent = parents.get(name)
    assert.equal(parent === undefined, name === 'nobody', `${name} has a span`)
    assert.equal(parentId, parent?.id, data)
    if (parent) assert.equal(traceId, parent.traceId, data)
  }
}
