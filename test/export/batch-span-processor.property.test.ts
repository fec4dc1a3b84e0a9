import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logger } from '../../src/diagnostics/logger.js'
import { BatchSpanProcessor } from '../../src/export/batch-span-processor.js'
import { fc } from '../generated-input.js'
import { ControlledExporter, Gate, settle } from './controlled-exporter.js'
import { createEndedSpan } from './ended-span.js'

logger.level = 'off'

type Step =
  | { readonly kind: 'end'; readonly count: number }
  | { readonly kind: 'flush' | 'deliver' | 'fail' | 'pause' }

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('end'), count: fc.nat(9) }) },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constantFrom('flush', 'deliver', 'fail', 'pause') })
    }
  ) as fc.Arbitrary<Step>,
  { maxLength: 30 }
)
const options = fc.record({
  maxQueueSize: fc.integer({ min: 1, max: 12 }),
  maxBatchSize: fc.integer({ min: 1, max: 6 }),
  exportInterval: fc.constantFrom(1, 3_600_000)
})

test('whatever ends, flushes and fails: a span is exported once, in its turn, or counted as dropped', async () => {
  await fc.assert(
    fc.asyncProperty(steps, options, async (script, settings) => {
      const gates: Gate[] = []
      const exporter = new ControlledExporter(() => {
        gates.push(new Gate())
        return gates.at(-1)?.opened ?? assert.fail()
      })
      const processor = new BatchSpanProcessor(exporter, settings)
      const flushes: Promise<void>[] = []
      let ended = 0
      let failed = 0
      for (const step of script) {
        if (step.kind === 'end') {
          for (let i = 0; i < step.count; i++)
            processor.onEnd(createEndedSpan({ name: `${ended++}` }))
        }
        if (step.kind === 'flush') flushes.push(processor.flush())
        if (step.kind === 'deliver') gates.shift()?.open()
        if (step.kind === 'fail' && gates.length > 0) {
          failed += exporter.batches.at(-1)?.length ?? 0
          gates.shift()?.fail(new Error('x'))
        }
        if (step.kind === 'pause') await settle()
        assert.ok(gates.length <= 1, 'one export at a time')
      }
      flushes.push(processor.flush())
      while (processor.hasWork) {
        gates.shift()?.open()
        await settle()
      }
      await Promise.all(flushes)

      const { recorded = 0, droppedQueueFull = 0, droppedExportFailed } = processor.stats()
      const names = exporter.names.map(Number)
      assert.equal(names.length, recorded)
      assert.equal(recorded + droppedQueueFull, ended)
      assert.equal(droppedExportFailed, failed)
      for (const [index, name] of names.entries()) assert.ok(name > (names[index - 1] ?? -1))
      for (const batch of exporter.batches) assert.ok(batch.length <= settings.maxBatchSize)
    })
  )
})
