import type { Envelope } from './envelope.js'
import type { IngestionLog, Violation } from './ingestion-log.js'

/** What a failed test needs to be told: everything that did arrive, and what was wrong with it. */
export function describeLog(log: IngestionLog): string {
  const accepted = new Set(log.envelopes)
  const violations = new Set(log.violations.map(({ envelope }) => envelope))
  const others = log.received.filter(item => !accepted.has(item) && !violations.has(item))
  return [
    `${log.requests.length} requests`,
    ...log.envelopes.map(envelope => `accepted: ${describeEnvelope(envelope)}`),
    ...others.map(envelope => `not accepted: ${describeEnvelope(envelope)}`),
    ...log.violations.map(violation => `violation: ${describeViolation(violation)}`),
    ...log.protocolErrors.map(text => `protocol error: ${text}`)
  ].join('\n  ')
}

/** One line that tells a violation from the others. */
export function describeViolation({ requestIndex, line, problems }: Violation): string {
  return `request ${requestIndex}, line ${line}: ${problems.join('; ')}`
}

function describeEnvelope({ data: { baseType, baseData } }: Envelope): string {
  const result = baseData.resultCode ?? baseData.responseCode
  const words = [baseType, baseData.name, baseData.target, result]
  return words.filter(word => word !== undefined).join(' ')
}
