import assert from 'node:assert/strict'
import type { IngestionStandIn } from '../../tools/ingestion-stand-in/server.js'
import { assertNoFaults } from '../process/telemetry-check.js'
import { countNames } from './span-program.js'

/** By the stand-in's log: each of these spans was accepted once, and no other. */
export function assertDelivered(standIn: IngestionStandIn, names: readonly string[]): void {
  assertNoFaults(standIn)
  const counts = countNames(standIn)
  const lost = names.filter(name => !counts.has(name))
  const doubled = [...counts].filter(([, count]) => count > 1).map(([name]) => name)
  assert.deepEqual({ lost, doubled }, { lost: [], doubled: [] })
  assert.equal(counts.size, names.length)
}
