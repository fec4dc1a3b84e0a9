import type { Batch, BatchStore, Claim } from '../../../../src/export/azure/delivery/batch-store.js'
import { compressNow, readLines } from '../../../../src/export/azure/delivery/request-body.js'

export function bodyOf(lines: readonly string[]): Buffer {
  return compressNow(lines.join('\n'))
}

export function batchOf(lines: readonly string[], createdAt = Date.now()): Batch {
  return { body: bodyOf(lines), items: lines.length, createdAt }
}

export function linesOf(claim: Pick<Claim, 'batch'> | undefined): readonly string[] | undefined {
  return claim && readLines(claim.batch.body)
}

/** As if it could not be sent. */
export async function keep(store: BatchStore, ...lines: readonly string[]): Promise<void> {
  const batch = batchOf(lines)
  await store.hold(batch).settle([batch])
}

export function keepNow(store: BatchStore, ...lines: readonly string[]): void {
  const batch = batchOf(lines)
  store.hold(batch).settleNow([batch])
}
