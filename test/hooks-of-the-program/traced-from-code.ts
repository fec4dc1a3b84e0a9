import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Dependency, readDependency } from '../process/dependency.js'
import type { Exchange } from '../process/exchange.js'
import { repository } from '../process/repository.js'
import { type Outcome, runProgram } from '../process/run-program.js'
import { startTarget } from '../process/target-server.js'
import { assertNoFaults } from '../process/telemetry-check.js'
import { startStandIn } from '../tools/start-stand-in.js'

export interface TracedRun {
  readonly outcome: Outcome
  readonly exchanges: readonly Exchange[]
  readonly dependencies: readonly Dependency[]
}

/** Runs a fixture that turns tracing on itself; it gets two URLs and a connection string. */
export async function runTracedFromCode(
  t: TestContext,
  name: string,
  ...args: readonly string[]
): Promise<TracedRun> {
  const target = await startTarget(t)
  const standIn = await startStandIn(t)
  const outcome = await runProgram({
    file: hooksFixture(name),
    args: [target.http, target.https, standIn.connectionString, ...args],
    env: { NODE_NO_WARNINGS: '1' }
  })
  assert.equal(outcome.code, 0, outcome.stderr)
  assertNoFaults(standIn)
  const exchanges = await target.takeExchanges()
  return { outcome, exchanges, dependencies: standIn.envelopes.map(readDependency) }
}

export function hooksFixture(name: string): string {
  return join(repository, 'test', 'hooks-of-the-program', 'fixtures', name)
}

/** Each exchange has one header, which is that of one dependency; and the other way around. */
export function assertOneSpanEach(
  exchanges: readonly Exchange[],
  dependencies: readonly Dependency[]
): void {
  const headers = exchanges.map(exchange => exchange.all('traceparent'))
  assert.deepEqual(
    headers.map(all => all[0]?.split('-')[2]).sort(),
    dependencies.map(({ id }) => id).sort()
  )
  for (const all of headers) assert.equal(all.length, 1)
}

/** Neither span nor header. */
export function assertUntraced(
  exchanges: readonly Exchange[],
  dependencies: readonly Dependency[],
  prefix: string
): void {
  const own = exchanges.filter(({ url }) => url.startsWith(prefix))
  assert.ok(own.length > 0)
  for (const exchange of own) assert.deepEqual(exchange.all('traceparent'), [], exchange.url)
  assert.deepEqual(
    dependencies.filter(({ name }) => name.includes(` ${prefix}`)),
    []
  )
}
