import assert from 'node:assert/strict'
import { createEnvelope } from '../../../src/export/azure/envelope/envelope.js'
import { formatEnvelopeLine } from '../../../src/export/azure/envelope/envelope-line.js'
import { WallClock } from '../../../src/trace/clock.js'
import type { IngestionStandIn } from '../../../tools/ingestion-stand-in/server.js'
import { createEndedSpan } from '../ended-span.js'
import { envelopeSource } from './envelope-source.js'

/** Valid lines, one for a span of each name. */
export function createLines(...names: readonly string[]): readonly string[] {
  return names.map(name => {
    const span = createEndedSpan({ name })
    return formatEnvelopeLine(createEnvelope(span, envelopeSource, new WallClock()))
  })
}

export function namesOf(envelopes: IngestionStandIn['envelopes']): readonly (string | undefined)[] {
  return envelopes.map(({ data }) => data.baseData.name)
}

/** Each name was accepted once, in whatever order, and nothing was wrong with any request. */
export function assertAccepted(standIn: IngestionStandIn, ...names: readonly string[]): void {
  assert.deepEqual([...namesOf(standIn.envelopes)].sort(), [...names].sort())
  assert.deepEqual(standIn.violations, [])
  assert.deepEqual(standIn.protocolErrors, [])
}
