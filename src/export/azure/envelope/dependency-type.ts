import type { Attributes, Span } from '../../../trace/span.js'
import { methodOf, textOf } from './http-attributes.js'

/**
 * What the portal picks the icon by, and the map the node, together with the target. Without a
 * target the map would make a node of the name of the call, unless it is `InProc` (§6).
 */
export function dependencyTypeOf(span: Span, attributes: Attributes, target: string): string {
  if (span.kind === 'producer') return queueType(attributes)
  if (target === '') return 'InProc'
  if (methodOf(attributes) !== undefined) return 'Http'
  return systemOf(attributes) ?? 'Other'
}

function queueType(attributes: Attributes): string {
  const system = textOf(attributes['messaging.system'])
  return system ? `Queue Message | ${system}` : 'Queue Message'
}

// Those that the portal knows by another name than OpenTelemetry.
const names: Readonly<Record<string, string>> = {
  grpc: 'GRPC',
  mssql: 'SQL',
  'microsoft.sql_server': 'SQL'
}

/** `mysql`, `redis`, `GRPC`; undefined for a call of no kind that has a name. */
export function systemOf(attributes: Attributes): string | undefined {
  const system =
    textOf(attributes['db.system.name'] ?? attributes['db.system']) ??
    textOf(attributes['rpc.system.name'] ?? attributes['rpc.system'])
  return system ? (Object.hasOwn(names, system) ? names[system] : system) : undefined
}
