import { ConfigurationError } from '../../diagnostics/errors.js'
import type { IngestionTarget } from '../../export/azure/connection-string.js'
import { looksLikeGuid } from '../../export/azure/connection-string.js'
import { readIngestionTarget } from '../../export/azure/ingestion-target.js'
import { exporterNames } from '../../export/registry.js'
import { type Finding, ok, problem } from '../finding.js'
import type { Subject } from '../subject.js'
import { findKeysInCode } from './own-code.js'

/** Connection string or key: there, well-formed, and from one place. */
export function checkTarget(subject: Subject): readonly Finding[] {
  const { settings, sources } = subject.config
  if (!(exporterNames as readonly string[]).includes(settings.exporter)) {
    const found = `there is no exporter ${settings.exporter}, but ${exporterNames.join(', ')}`
    return [problem('setting-invalid', found, sources.exporter)]
  }
  if (settings.exporter !== 'azure') {
    const found = `the exporter is ${settings.exporter}: nothing goes to Application Insights`
    return [problem('exporter-not-azure', found, sources.exporter)]
  }
  const { connectionString, instrumentationKey } = settings
  if (connectionString === undefined && instrumentationKey === undefined) {
    const found = 'there is neither connection string nor key'
    return [problem('connection-string-missing', found), ...findInCode(undefined, subject)]
  }
  try {
    const target = readIngestionTarget({ connectionString, instrumentationKey })
    const { instrumentationKey: key } = target
    return [
      ...describeTarget(target, subject),
      ...findOverridden(subject),
      ...findInCode(key, subject)
    ]
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    const source = connectionString === undefined ? 'instrumentationKey' : 'connectionString'
    return [problem('connection-string-invalid', error.problem, sources[source])]
  }
}

/** Without a run nobody knows whether that line is ever reached; what it makes goes where it says. */
function findInCode(outside: string | undefined, { directory }: Subject): readonly Finding[] {
  return findKeysInCode(directory).map(({ place, key }) => {
    const found = `the key …${key} stands in ${place}`
    if (outside === undefined || outside.endsWith(key)) return ok(found)
    return problem('target-in-code', `${found}, and comes before ${maskKey(outside)}`)
  })
}

/** Undefined when there is none, or none that can be used. */
export function findTarget({ config: { settings } }: Subject): IngestionTarget | undefined {
  if (settings.exporter !== 'azure') return undefined
  try {
    return readIngestionTarget(settings)
  } catch {
    return undefined
  }
}

const globalEndpoint = /^https:\/\/dc\.services\.visualstudio\.com$/

function describeTarget(target: IngestionTarget, { config }: Subject): readonly Finding[] {
  const { instrumentationKey: key, endpoint } = target
  const isBareKey = config.settings.connectionString === undefined
  const source = config.sources[isBareKey ? 'instrumentationKey' : 'connectionString']
  const findings = [ok(`telemetry goes to ${endpoint}, key ${maskKey(key)}`, source)]
  if (isBareKey) findings.push(problem('key-deprecated', 'only a bare key is set', source))
  else if (globalEndpoint.test(endpoint)) {
    findings.push(problem('endpoint-global', 'the connection string names no endpoint', source))
  }
  if (looksLikeGuid(key)) return findings
  return [...findings, problem('key-unusual', `the key ${maskKey(key)} is no GUID`, source)]
}

/** The end of it, enough to compare with the portal. */
function maskKey(key: string): string {
  return `…${key.slice(-4)}`
}

/** A key that a connection string of another place overrides, or a file that the environment does. */
function findOverridden({ config: { settings, sources }, file }: Subject): readonly Finding[] {
  const findings: Finding[] = []
  const { connectionString, instrumentationKey } = settings
  const isKeyAway = connectionString !== undefined && instrumentationKey !== undefined
  if (isKeyAway && !connectionString.toLowerCase().includes(instrumentationKey.toLowerCase())) {
    const found = `the key ${maskKey(instrumentationKey)} is overridden by the connection string (${sources.connectionString})`
    findings.push(problem('target-overridden', found, sources.instrumentationKey))
  }
  const inFile = file?.values['connectionString']
  if (inFile !== undefined && sources.connectionString !== file?.path) {
    const found = `its connection string is overridden by ${sources.connectionString}`
    findings.push(problem('target-overridden', found, file?.path))
  }
  return findings
}
