import type { TestContext } from 'node:test'
import {
  type IngestionStandIn,
  type IngestionStandInOptions,
  startIngestionStandIn
} from '../../tools/ingestion-stand-in/server.js'

/** A stand-in that is closed when the test ends. */
export async function startStandIn(
  t: TestContext,
  options?: IngestionStandInOptions
): Promise<IngestionStandIn> {
  const standIn = await startIngestionStandIn(options)
  t.after(() => standIn.close())
  return standIn
}
