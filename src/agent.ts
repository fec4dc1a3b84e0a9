import type { Config } from './config/load-config.js'
import type { SettingsInput } from './config/options.js'
import { ConfigurationError, describeError, describeValue } from './diagnostics/errors.js'
import { logger } from './diagnostics/logger.js'
import { type Restore, restoreAll } from './hooks/restore.js'
import { createContext } from './integration-context.js'
import type { IntegrationContext } from './integrations/integration.js'
import { OpenSpans } from './integrations/open-spans.js'
import type { RequestHooks } from './integrations/outgoing/request-hooks.js'
import { type IntegrationName, integrations } from './integrations/registry.js'
import { beforeLastFlush } from './last-flush.js'
import { observeCalls } from './observe-calls.js'
import { claimProcess } from './only-copy.js'
import { warnOfOtherAgents, watchForOtherAgents } from './other-agents.js'
import { readRegisteredViews } from './registered-views.js'
import type { RunState } from './run-report/run-report.js'
import { readSettings, usedRates, usedTargets } from './settings.js'
import { createPipeline, findPipeline, type OwnParts } from './shared-pipeline.js'
import { sumStats } from './span-pipeline.js'
import type { SpanSource } from './trace/span.js'
import type { SpanTracer } from './trace/tracer.js'

/** Settings, hooks, and a tracer of the program's own in place of the one that they describe. */
export interface TraceOptions extends SettingsInput, RequestHooks {
  readonly tracer?: SpanTracer | undefined
}

const turnedOn = new Map<IntegrationName, Restore>()
let release: Restore | undefined
let isStartedInCode = false
/** One for each integration that is on, and for each middleware. */
const openSpans = new Set<OpenSpans>()
beforeLastFlush(() => {
  for (const spans of openSpans) spans.endAll()
  if (turnedOn.size > 0) warnOfOtherAgents()
})

/**
 * Turns integrations on by name, at any time. A name that is unknown, or whose integration fails,
 * is warned about and left out. One that is on already goes on with the new options.
 *
 * @returns the names that were turned on
 * @throws ConfigurationError when an option is invalid
 */
export function traceIntegrations(
  names: readonly IntegrationName[],
  traceOptions: TraceOptions = {}
): IntegrationName[] {
  const { tracer, ignoreRequest, onRequest, onResponse, ...code } = traceOptions
  const hooks = { ignoreRequest, onRequest, onResponse }
  isStartedInCode = true
  return turnOnAll(names, 'code', readSettings(code), hooks, tracer)
}

/** Turns integrations off again; all that are on when no names are given. */
export function untraceIntegrations(
  names: readonly IntegrationName[] = [...turnedOn.keys()]
): void {
  for (const name of names) turnOff(name)
  if (turnedOn.size > 0) return
  release?.()
  release = undefined
}

/**
 * What a middleware traces its requests with, beside an integration that it needs on; undefined when
 * another copy of the agent has the process.
 *
 * @throws ConfigurationError when an option is invalid
 */
export function prepareContext(
  name: IntegrationName,
  { tracer, ignoreRequest, onRequest, onResponse, ...code }: TraceOptions,
  own: OwnParts
): IntegrationContext | undefined {
  const config = readSettings(code)
  const hooks = { ignoreRequest, onRequest, onResponse }
  isStartedInCode = true
  const hasOwn = own.exporter !== undefined || own.sampler !== undefined
  const chosen = tracer ?? (hasOwn ? createPipeline(config, own) : findPipeline(config))
  const context = createContext(config, hooks, chosen, observeCalls(readRunState))
  openSpans.add(context.openSpans)
  return turnedOn.has(name) || turnOn(name, context) ? context : undefined
}

/**
 * What the preload does: all of it from environment and file. Never throws; one line on stderr says
 * why the program runs untraced. For programs that are bundled together with the agent.
 *
 * @returns the names that were turned on
 */
export function startFromEnvironment(): IntegrationName[] {
  try {
    const config = readSettings({})
    return turnOnAll(config.settings.integrations, config.sources.integrations, config, {})
  } catch (error) {
    const reason = error instanceof ConfigurationError ? error.message : describeError(error)
    logger.error('start', `${reason}; the program runs untraced`)
    return []
  }
}

/** @param names whatever the user wrote, and `source` where */
function turnOnAll(
  names: readonly string[],
  source: string,
  config: Config,
  hooks: RequestHooks,
  tracer: SpanSource = findPipeline(config)
): IntegrationName[] {
  const context = createContext(config, hooks, tracer, observeCalls(readRunState))
  watchForOtherAgents()
  return names.filter(name => isKnown(name, source)).filter(name => turnOn(name, context))
}

function isKnown(name: string, source: string): name is IntegrationName {
  if (Object.hasOwn(integrations, name)) return true
  const known = Object.keys(integrations).join(', ')
  const problem = `there is no integration ${describeValue(name)} (from ${source})`
  logger.warn(`integration ${name}`, `${problem}; known: ${known}`)
  return false
}

function turnOn(name: IntegrationName, context: IntegrationContext): boolean {
  release ??= claimProcess()
  if (release === undefined) return false
  turnOff(name)
  try {
    turnedOn.set(name, enableAll(name, context))
    return true
  } catch (error) {
    const reason = describeError(error)
    logger.warn(`integration ${name}`, `the integration ${name} failed and is left out: ${reason}`)
    return false
  }
}

function turnOff(name: IntegrationName): void {
  turnedOn.get(name)?.()
  turnedOn.delete(name)
}

function enableAll(name: IntegrationName, context: IntegrationContext): Restore {
  const own = new OpenSpans()
  openSpans.add(own)
  // Nobody watches them any more then.
  const endSpans = (): void => {
    own.endAll()
    openSpans.delete(own)
  }
  const restores: Restore[] = [endSpans]
  try {
    for (const part of integrations[name]) {
      restores.push(part.enable({ ...context, openSpans: own }))
    }
    return restoreAll(restores)
  } catch (error) {
    restoreAll(restores)()
    throw error
  }
}

/** For doctor. */
function readRunState(): RunState {
  return {
    integrations: [...turnedOn.keys()],
    isStartedInCode,
    targets: usedTargets,
    rates: usedRates,
    views: readRegisteredViews(),
    stats: sumStats()
  }
}
