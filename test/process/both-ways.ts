import type { TestContext } from 'node:test'
import type { IngestionStandIn } from '../../tools/ingestion-stand-in/server.js'
import { startStandIn } from '../tools/start-stand-in.js'
import type { Dependency } from './dependency.js'
import type { Exchange } from './exchange.js'
import { sendingTo, type WayToPreload, withAgent } from './preload.js'
import { type Outcome, type Program, runProgram } from './run-program.js'
import { assertSameOnTheWire, assertSameOutcome } from './same-behaviour.js'
import { startTarget, type TargetServer } from './target-server.js'
import { assertTelemetry, type TelemetryRules } from './telemetry-check.js'

export interface Run {
  readonly outcome: Outcome
  readonly exchanges: readonly Exchange[]
}

export interface BothWaysOptions extends Omit<TelemetryRules, 'lifetime'> {
  readonly way?: WayToPreload
  /** Settings of the agent, beside the connection string. */
  readonly settings?: Readonly<Record<string, string>>
  /** Headers whose values differ from run to run. */
  readonly varying?: readonly string[]
}

/** A program that has run without and with the agent. */
export interface BothWays {
  readonly bare: Run
  readonly traced: Run
  readonly dependencies: readonly Dependency[]
  readonly standIn: IngestionStandIn
}

/**
 * Runs a program without and with the agent, and checks that neither it nor the server can tell,
 * and that the telemetry is what the server saw.
 */
export async function runBothWays(
  t: TestContext,
  target: Pick<TargetServer, 'takeExchanges'>,
  program: Program,
  options: BothWaysOptions = {}
): Promise<BothWays> {
  const runs = await runUnchecked(t, target, program, options)
  assertSameOutcome(runs.traced.outcome, runs.bare.outcome)
  assertSameOnTheWire(runs.traced.exchanges, runs.bare.exchanges, options.varying)
  return { ...runs, dependencies: checkTelemetry(runs, options) }
}

/** The same without an opinion. */
export async function runUnchecked(
  t: TestContext,
  target: Pick<TargetServer, 'takeExchanges'>,
  program: Program,
  options: BothWaysOptions = {}
): Promise<Omit<BothWays, 'dependencies'>> {
  const standIn = await startStandIn(t)
  const settings = { ...sendingTo(standIn), ...options.settings }
  const bare = await runOnce(target, program)
  const traced = await runOnce(target, withAgent(program, settings, options.way))
  return { bare, traced, standIn }
}

export function checkTelemetry(
  { standIn, traced }: Omit<BothWays, 'dependencies'>,
  options: BothWaysOptions = {}
): readonly Dependency[] {
  const { lifetime } = traced.outcome
  return assertTelemetry(standIn, traced.exchanges, { ...options, lifetime })
}

async function runOnce(
  target: Pick<TargetServer, 'takeExchanges'>,
  program: Program
): Promise<Run> {
  const outcome = await runProgram(program)
  return { outcome, exchanges: await target.takeExchanges() }
}

/** Target and run in one, for tests that need no more than that. */
export async function runOnTarget(
  t: TestContext,
  makeProgram: (target: TargetServer) => Program,
  options: BothWaysOptions = {}
): Promise<BothWays & { readonly target: TargetServer }> {
  const target = await startTarget(t)
  return { target, ...(await runBothWays(t, target, makeProgram(target), options)) }
}
