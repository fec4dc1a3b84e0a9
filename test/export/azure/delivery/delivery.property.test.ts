import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logger } from '../../../../src/diagnostics/logger.js'
import { Delivery } from '../../../../src/export/azure/delivery/delivery.js'
import { MemoryBatchStore } from '../../../../src/export/azure/delivery/memory-batch-store.js'
import { Transport } from '../../../../src/export/azure/transport/transport.js'
import { type Answer, startIngestionStandIn } from '../../../../tools/ingestion-stand-in/server.js'
import { fc } from '../../../generated-input.js'
import { createLines, namesOf } from '../envelope-lines.js'

logger.level = 'off'

const statuses = [400, 402, 413, 429, 500, 503]
const refusal = fc.constantFrom(400, 429, 500).map(statusCode => ({ statusCode, message: 'x' }))
const answers: fc.Arbitrary<Answer> = fc.oneof(
  fc.constant({}),
  fc.constantFrom(...statuses).map(status => ({ status })),
  fc.constantFrom(...statuses).map(status => ({ status, ending: 'cut' as const })),
  fc.constantFrom('close' as const, 'reset' as const).map(ending => ({ ending })),
  fc
    .array(fc.option(refusal, { nil: undefined }), { minLength: 1, maxLength: 8 })
    .chain(refusals =>
      fc
        .constantFrom({}, { ending: 'cut' as const })
        .map(ending => ({ items: (index: number) => refusals[index], ...ending }))
    )
)
const sizes = fc.array(fc.nat(8), { maxLength: 6 })

test('whatever is answered: nothing is accepted twice, and all is accepted or counted', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(answers, { maxLength: 8 }), sizes, async (script, batches) => {
      const standIn = await startIngestionStandIn()
      standIn.answerOnce(...script)
      const store = new MemoryBatchStore()
      const delivery = new Delivery(new Transport(standIn.endpoint), store, 3_600_000)
      let sent = 0
      for (const size of batches) {
        const names = Array.from({ length: size }, () => `${sent++}`)
        await delivery.send(createLines(...names))
      }
      // Each flush that is not the last one needed uses up an answer of the script.
      for (let i = 0; i <= script.length + batches.length; i++) await delivery.flush()
      await standIn.close()

      const names = namesOf(standIn.envelopes)
      assert.equal(new Set(names).size, names.length, 'nothing twice')
      const { accepted, rejected, unconfirmed } = delivery.counts
      assert.ok(names.length >= accepted && names.length <= accepted + unconfirmed)
      assert.equal(accepted + rejected + unconfirmed, sent, 'nothing lost')
      assert.equal(store.dropped, 0)
    })
  )
})
