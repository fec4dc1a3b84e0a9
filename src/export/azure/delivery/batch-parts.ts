import type { Batch } from './batch-store.js'
import { compressNow, readLines } from './request-body.js'
import type { ItemOutcome } from './track-response.js'

/** What is to be tried again: the same batch, nothing, or a new one of some of its items. */
export function restOf(batch: Batch, outcomes: readonly ItemOutcome[]): readonly Batch[] {
  if (!outcomes.includes('retry')) return []
  if (outcomes.every(outcome => outcome === 'retry')) return [batch]
  return [
    partOf(
      batch,
      readLines(batch.body).filter((_, i) => outcomes[i] === 'retry')
    )
  ]
}

/** Two batches of one that has two items at least. */
export function halve(batch: Batch): readonly Batch[] {
  const lines = readLines(batch.body)
  const middle = Math.ceil(lines.length / 2)
  return [partOf(batch, lines.slice(0, middle)), partOf(batch, lines.slice(middle))]
}

function partOf({ createdAt }: Batch, lines: readonly string[]): Batch {
  return { body: compressNow(lines.join('\n')), items: lines.length, createdAt }
}
