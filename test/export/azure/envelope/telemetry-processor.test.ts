import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { logger } from '../../../../src/diagnostics/logger.js'
import { AzureExporter } from '../../../../src/export/azure/azure-exporter.js'
import type {
  TelemetryEnvelope,
  TelemetryProcessor
} from '../../../../src/export/azure/envelope/telemetry-processor.js'
import { fc, runs } from '../../../generated-input.js'
import { startStandIn } from '../../../tools/start-stand-in.js'
import { createEndedSpan } from '../../ended-span.js'
import { assertAccepted, namesOf } from '../envelope-lines.js'

logger.level = 'off'

/** Exports spans of these names. */
async function run(
  t: TestContext,
  names: readonly string[],
  ...processors: readonly TelemetryProcessor[]
) {
  const standIn = await startStandIn(t)
  const exporter = new AzureExporter({ connectionString: standIn.connectionString })
  for (const processor of processors) exporter.addTelemetryProcessor(processor)
  await exporter.export(names.map(name => createEndedSpan({ name })))
  const { droppedByProcessor, failedProcessors, droppedUnreadable } = exporter.stats()
  return { standIn, counts: [droppedByProcessor, failedProcessors, droppedUnreadable] }
}

function isNamed({ data }: TelemetryEnvelope, name: string): boolean {
  return data.baseData.name === name
}

test('what a processor changes is what is sent', async t => {
  const { standIn, counts } = await run(t, ['a'], ({ tags, data }) => {
    tags['ai.cloud.role'] = 'changed'
    data.baseData.name = 'b'
    data.baseData.properties = { added: 'yes' }
  })
  assertAccepted(standIn, 'b')
  assert.equal(standIn.envelopes[0]?.tags?.['ai.cloud.role'], 'changed')
  assert.deepEqual(standIn.envelopes[0]?.data.baseData['properties'], { added: 'yes' })
  assert.deepEqual(counts, [0, 0, 0])
})

test('false drops the item, and nothing else does', async t => {
  const results = { a: false, b: true, c: undefined, d: 0, e: '', f: null }
  const { standIn, counts } = await run(t, Object.keys(results), ({ data }) => {
    // As a program without types may return it.
    return results[data.baseData.name as 'a']
  })
  assertAccepted(standIn, 'b', 'c', 'd', 'e', 'f')
  assert.deepEqual(counts, [1, 0, 0])
})

test('processors run in their order, and none sees what one before it dropped', async t => {
  const seen: unknown[] = []
  const look = (who: string) => (envelope: TelemetryEnvelope) => {
    seen.push(`${who} ${envelope.data.baseData.name}`)
  }
  const { standIn, counts } = await run(
    t,
    ['a', 'b'],
    look('first'),
    envelope => !isNamed(envelope, 'a'),
    look('second')
  )
  assertAccepted(standIn, 'b')
  assert.deepEqual(seen, ['first a', 'first b', 'second b'])
  assert.deepEqual(counts, [1, 0, 0])
})

test('a processor that throws is counted, and neither the item nor the others are lost', async t => {
  const { standIn, counts } = await run(
    t,
    ['a', 'b'],
    envelope => {
      if (isNamed(envelope, 'a')) throw new Error('x')
    },
    ({ data }) => {
      data.baseData.name += ' seen'
    }
  )
  assertAccepted(standIn, 'a seen', 'b seen')
  assert.deepEqual(counts, [0, 1, 0])
})

test('a processor that rejects later is counted, and is no unhandled rejection', async t => {
  const late = async () => {
    throw new Error('x')
  }
  const { standIn } = await run(t, ['a'], late as unknown as TelemetryProcessor)
  assertAccepted(standIn, 'a')
})

const spoilers: Readonly<Record<string, (envelope: TelemetryEnvelope) => void>> = {
  'makes a cycle': ({ data }) => {
    data.baseData['self'] = data
  },
  'writes a BigInt': ({ data }) => {
    data.baseData['big'] = 1n
  },
  'makes the item itself no JSON': envelope => {
    Object.assign(envelope, { toJSON: () => undefined })
  },
  'makes a name too large for an item': ({ data }) => {
    data.baseData.name = 'x'.repeat(64_000)
  },
  'removes the data': envelope => {
    Object.assign(envelope, { data: undefined, properties: 'x'.repeat(64_000) })
  }
}
for (const [what, spoil] of Object.entries(spoilers)) {
  test(`a processor that ${what} loses this item alone, which is counted`, async t => {
    const { standIn, counts } = await run(t, ['a', 'b', 'c'], envelope => {
      if (isNamed(envelope, 'b')) spoil(envelope)
    })
    assertAccepted(standIn, 'a', 'c')
    assert.deepEqual(counts, [0, 0, 1])
  })
}

test('an item that a processor made invalid is refused by itself', async t => {
  const { standIn, counts } = await run(t, ['a', 'b', 'c'], envelope => {
    if (isNamed(envelope, 'b')) Object.assign(envelope, { time: 'soon', tags: 7 })
  })
  assert.deepEqual(namesOf(standIn.envelopes), ['a', 'c'])
  assert.equal(standIn.violations.length, 1)
  assert.deepEqual(counts, [0, 0, 0])
})

test('whatever a processor makes of an item, the others arrive', async t => {
  const standIn = await startStandIn(t)
  const { connectionString } = standIn
  const field = fc.constantFrom('name', 'time', 'sampleRate', 'iKey', 'tags', 'data', 'ver')
  await fc.assert(
    fc.asyncProperty(field, fc.anything({ withBigInt: true }), async (name, value) => {
      const exporter = new AzureExporter({ connectionString, retryDelay: 1 })
      exporter.addTelemetryProcessor(envelope => {
        if (isNamed(envelope, 'spoilt')) Object.assign(envelope, { [name]: value })
      })
      const before = standIn.envelopes.length
      await exporter.export(['a', 'spoilt', 'b'].map(text => createEndedSpan({ name: text })))
      const names = namesOf(standIn.envelopes.slice(before))
      assert.deepEqual([names.at(0), names.at(-1)], ['a', 'b'])
    }),
    { numRuns: runs(50) }
  )
})

for (const processor of [undefined, null, {}, 'text']) {
  test(`${JSON.stringify(processor)} is refused as a processor`, () => {
    const exporter = new AzureExporter({ connectionString: 'InstrumentationKey=k' })
    assert.throws(() => exporter.addTelemetryProcessor(processor as never), {
      code: 'ERR_OPTION',
      setting: 'telemetryProcessor'
    })
  })
}
