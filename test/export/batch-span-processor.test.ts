import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { logger } from '../../src/diagnostics/logger.js'
import { BatchSpanProcessor } from '../../src/export/batch-span-processor.js'
import { AlwaysOffSampler } from '../../src/trace/sampler.js'
import type { Span } from '../../src/trace/span.js'
import { ControlledExporter, Gate, settle } from './controlled-exporter.js'
import { createEndedSpan } from './ended-span.js'

logger.level = 'off'
const hour = 3_600_000

test('a queue of maxBatchSize spans is exported without waiting', async () => {
  const exporter = new ControlledExporter()
  const processor = new BatchSpanProcessor(exporter, { maxBatchSize: 3, exportInterval: hour })
  end(processor, 'a', 'b', 'c')
  assert.deepEqual(exporter.batches, [], 'nothing happens on the way of the call')
  await exporter.waitForBatches(1)
  assert.deepEqual(exporter.names, ['a', 'b', 'c'])
})

test('a queue of one span less waits', async () => {
  const exporter = new ControlledExporter()
  const processor = new BatchSpanProcessor(exporter, { maxBatchSize: 3, exportInterval: hour })
  end(processor, 'a', 'b')
  await wait(10)
  assert.deepEqual(exporter.batches, [])
  assert.equal(processor.hasWork, true)
})

test('only whole batches leave before their time', async () => {
  const exporter = new ControlledExporter()
  const processor = new BatchSpanProcessor(exporter, { maxBatchSize: 2, exportInterval: hour })
  end(processor, 'a', 'b', 'c', 'd', 'e')
  await exporter.waitForBatches(2)
  await settle()
  assert.deepEqual(exporter.names, ['a', 'b', 'c', 'd'])
  assert.equal(processor.hasWork, true)
})

test('what ends while a batch is exported leaves when it is a batch itself', async () => {
  const gate = new Gate()
  const exporter = new ControlledExporter(() => gate.opened)
  const processor = new BatchSpanProcessor(exporter, { maxBatchSize: 2, exportInterval: hour })
  end(processor, 'a', 'b')
  await exporter.waitForBatches(1)
  end(processor, 'c', 'd', 'e')
  gate.open()
  await exporter.waitForBatches(2)
  assert.deepEqual(exporter.names, ['a', 'b', 'c', 'd'])
})

test('while an exporter prepares itself, spans wait where an end of the process finds them', async () => {
  const gate = new Gate()
  const handedOver: string[] = []
  const exporter = Object.assign(new ControlledExporter(), {
    prepare: () => gate.opened,
    exportNow: (spans: readonly Span[]) => void handedOver.push(...spans.map(({ name }) => name))
  })
  const processor = new BatchSpanProcessor(exporter, { exportInterval: hour })
  end(processor, 'a', 'b')
  const flushed = processor.flush()
  await settle()
  assert.equal(processor.pending, 2)
  processor.flushNow()
  assert.deepEqual(handedOver, ['a', 'b'])
  end(processor, 'c')
  gate.open()
  await flushed
  assert.deepEqual(exporter.names, ['c'])
})

test('an exporter that cannot prepare itself is given the spans, to say why', async () => {
  const exporter = Object.assign(new ControlledExporter(), {
    prepare: () => Promise.reject(new Error('no such file'))
  })
  const processor = new BatchSpanProcessor(exporter, { exportInterval: hour })
  end(processor, 'a')
  await processor.flush()
  assert.deepEqual(exporter.names, ['a'])
})

test('a single span is exported when the interval is over, time and again', async () => {
  const exporter = new ControlledExporter()
  const processor = new BatchSpanProcessor(exporter, { exportInterval: 1 })
  end(processor, 'a')
  await exporter.waitForBatches(1)
  end(processor, 'b')
  await exporter.waitForBatches(2)
  assert.deepEqual(exporter.names, ['a', 'b'])
})

test('what ends while a batch is exported is exported an interval later', async () => {
  const gate = new Gate()
  const exporter = new ControlledExporter(() => gate.opened)
  const processor = new BatchSpanProcessor(exporter, { exportInterval: 1 })
  end(processor, 'a')
  await exporter.waitForBatches(1)
  end(processor, 'b')
  gate.open()
  await exporter.waitForBatches(2)
  assert.deepEqual(exporter.names, ['a', 'b'])
})

test('a batch has maxBatchSize spans at most', async () => {
  const exporter = new ControlledExporter()
  const processor = new BatchSpanProcessor(exporter, { maxBatchSize: 2, exportInterval: hour })
  end(processor, 'a', 'b', 'c', 'd', 'e')
  await processor.flush()
  assert.deepEqual(
    exporter.batches.map(batch => batch.length),
    [2, 2, 1]
  )
})

test('a full queue drops the newest span and counts it', async () => {
  const gate = new Gate()
  const exporter = new ControlledExporter(() => gate.opened)
  const options = { maxQueueSize: 3, maxBatchSize: 1, exportInterval: hour }
  const processor = new BatchSpanProcessor(exporter, options)
  end(processor, 'under way')
  await exporter.waitForBatches(1)
  end(processor, 'a', 'b', 'c')
  assert.equal(processor.stats()['droppedQueueFull'], 0)
  end(processor, 'd')
  assert.equal(processor.stats()['droppedQueueFull'], 1)
  gate.open()
  await processor.flush()
  assert.deepEqual(exporter.names, ['under way', 'a', 'b', 'c'])
  assert.equal(processor.stats()['recorded'], 4)
})

test('a queue that is smaller than a batch is a batch when it is full', async () => {
  const exporter = new ControlledExporter()
  const options = { maxQueueSize: 2, maxBatchSize: 500, exportInterval: hour }
  const processor = new BatchSpanProcessor(exporter, options)
  end(processor, 'a', 'b')
  await exporter.waitForBatches(1)
  assert.deepEqual(exporter.names, ['a', 'b'])
})

test('drops are told once, and again when there are more', async t => {
  const told = recordWarnings(t)
  const options = { maxQueueSize: 1, maxBatchSize: 1, exportInterval: hour }
  const processor = new BatchSpanProcessor(new ControlledExporter(), options)
  end(processor, 'a', 'dropped', 'dropped')
  await processor.flush()
  end(processor, 'b')
  await processor.flush()
  assert.equal(told.length, 1)
  assert.match(told[0] ?? '', /^the queue of 1 spans was full, 2 dropped so far; maxQueueSize/)
  end(processor, 'c', 'dropped')
  await processor.flush()
  assert.equal(told.length, 2)
})

const failures = {
  rejects: async () => Promise.reject(new Error('x')),
  'rejects with what cannot be shown': async () => Promise.reject(Object.create(null)),
  throws: () => {
    throw new Error('x')
  }
} satisfies Record<string, () => Promise<void>>
for (const [what, fail] of Object.entries(failures)) {
  test(`an exporter that ${what} loses its batch, which is counted, and gets the next one`, async () => {
    const exporter = new ControlledExporter(fail)
    const options = { maxBatchSize: 2, exportInterval: hour }
    const processor = new BatchSpanProcessor(exporter, options)
    end(processor, 'a', 'b')
    await exporter.waitForBatches(1)
    end(processor, 'c', 'd')
    await exporter.waitForBatches(2)
    await processor.flush()
    const { recorded, droppedQueueFull, droppedExportFailed } = processor.stats()
    const expected = { recorded: 4, droppedQueueFull: 0, droppedExportFailed: 4 }
    assert.deepEqual({ recorded, droppedQueueFull, droppedExportFailed }, expected)
    assert.equal(processor.hasWork, false)
  })
}

test('an exporter that hangs makes the queue full, and nothing else', async () => {
  const exporter = new ControlledExporter(() => new Promise(() => undefined))
  const options = { maxQueueSize: 4, maxBatchSize: 2, exportInterval: 1 }
  const processor = new BatchSpanProcessor(exporter, options)
  end(processor, 'a', 'b')
  await exporter.waitForBatches(1)
  for (let i = 0; i < 100; i++) end(processor, `${i}`)
  await wait(5)
  assert.equal(exporter.batches.length, 1)
  assert.equal(processor.stats()['droppedQueueFull'], 96)
  assert.equal(processor.hasWork, true)
})

test('a flush during an export waits for it, and exports what ended meanwhile', async () => {
  const gates = [new Gate(), new Gate()]
  const exporter = new ControlledExporter(() => gates[exporter.batches.length - 1]?.opened as never)
  const processor = new BatchSpanProcessor(exporter, { maxBatchSize: 2, exportInterval: hour })
  end(processor, 'a', 'b')
  await exporter.waitForBatches(1)
  end(processor, 'c')
  let isFlushed = false
  const flushed = processor.flush().then(() => {
    isFlushed = true
  })
  await settle()
  assert.deepEqual(exporter.names, ['a', 'b'])
  gates[0]?.open()
  await exporter.waitForBatches(2)
  await settle()
  assert.equal(isFlushed, false)
  assert.equal(exporter.flushes, 0)
  gates[1]?.open()
  await flushed
  assert.deepEqual(exporter.names, ['a', 'b', 'c'])
  assert.equal(exporter.flushes, 1)
  assert.equal(processor.hasWork, false)
})

test('two flushes at a time export nothing twice', async () => {
  const exporter = new ControlledExporter(settle)
  const processor = new BatchSpanProcessor(exporter, { maxBatchSize: 2, exportInterval: hour })
  end(processor, 'a', 'b', 'c')
  await Promise.all([processor.flush(), processor.flush(), processor.flush()])
  assert.deepEqual(exporter.names, ['a', 'b', 'c'])
})

test('a flush ends though the program goes on to end spans', async () => {
  const exporter = new ControlledExporter(async () => {
    if (exporter.batches.length < 100) end(processor, 'another')
  })
  const processor = new BatchSpanProcessor(exporter, { maxBatchSize: 1, exportInterval: hour })
  end(processor, 'a', 'b')
  await processor.flush()
  assert.deepEqual(exporter.names, ['a', 'b'])
})

test('a flush of nothing only flushes the exporter', async () => {
  const exporter = new ControlledExporter()
  await new BatchSpanProcessor(exporter).flush()
  assert.deepEqual(exporter.batches, [])
  assert.equal(exporter.flushes, 1)
})

test('a span that is sampled out is counted and nothing else', async () => {
  const exporter = new ControlledExporter()
  const processor = new BatchSpanProcessor(exporter, { maxQueueSize: 1 })
  processor.onEnd(createEndedSpan({ sampler: new AlwaysOffSampler() }))
  end(processor, 'kept')
  await processor.flush()
  assert.deepEqual(exporter.names, ['kept'])
  const { sampledOut, recorded, droppedQueueFull } = processor.stats()
  assert.deepEqual([sampledOut, recorded, droppedQueueFull], [1, 1, 0])
})

test('an exporter without flush and stats is enough', async () => {
  const exporter = new ControlledExporter()
  const processor = new BatchSpanProcessor({ export: spans => exporter.export(spans) })
  end(processor, 'a')
  await processor.flush()
  assert.deepEqual(exporter.names, ['a'])
  const expected = { recorded: 1, sampledOut: 0, droppedQueueFull: 0, droppedExportFailed: 0 }
  assert.deepEqual(processor.stats(), expected)
})

test('a flush that fails in the exporter is no error of the program', async () => {
  const failing = { export: async () => undefined, flush: () => Promise.reject(new Error('x')) }
  await new BatchSpanProcessor(failing).flush()
})

test('the numbers of the exporter stand beside those of the queue', async () => {
  const exporter = new ControlledExporter()
  const processor = new BatchSpanProcessor(exporter)
  end(processor, 'a')
  await processor.flush()
  assert.equal(processor.stats()['recorded'], 1)
  assert.equal(processor.stats()['accepted'], 1)
})

test('exports run outside of the context of the call that ended there', async () => {
  const store = new AsyncLocalStorage<string>()
  const seen: unknown[] = []
  const exporter = new ControlledExporter(async () => void seen.push(store.getStore()))
  const bySize = new BatchSpanProcessor(exporter, { maxBatchSize: 1, exportInterval: hour })
  const byTime = new BatchSpanProcessor(exporter, { exportInterval: 1 })
  store.run('of the program', () => {
    end(bySize, 'a')
    end(byTime, 'b')
  })
  await exporter.waitForBatches(2)
  assert.deepEqual(seen, [undefined, undefined])
})

test('spans that wait do not keep the process alive', () => {
  const program = join(__dirname, 'fixtures', 'waiting-spans.js')
  const { status, signal, stdout } = spawnSync(process.execPath, [program], { timeout: 30_000 })
  assert.deepEqual({ status, signal }, { status: 0, signal: null })
  assert.equal(stdout.toString(), 'hasWork: true\n')
})

test('at the exit what waits goes to an exporter that can take it then, once', async () => {
  const taken: string[] = []
  const exporter = new ControlledExporter()
  const processor = new BatchSpanProcessor({
    export: spans => exporter.export(spans),
    exportNow: spans => taken.push(...spans.map(({ name }) => name))
  })
  end(processor, 'a', 'b')
  processor.flushNow()
  processor.flushNow()
  await processor.flush()
  assert.deepEqual(taken, ['a', 'b'])
  assert.deepEqual(exporter.batches, [])
})

test('at the exit what waits stays when the exporter needs time', async () => {
  const exporter = new ControlledExporter()
  const processor = new BatchSpanProcessor(exporter)
  end(processor, 'a')
  processor.flushNow()
  assert.equal(processor.hasWork, true)
  await processor.flush()
  assert.deepEqual(exporter.names, ['a'])
})

test('an option that is left out or undefined has its default', async () => {
  const exporter = new ControlledExporter()
  const options = { maxQueueSize: undefined, maxBatchSize: undefined, exportInterval: undefined }
  const processor = new BatchSpanProcessor(exporter, options as object)
  for (let i = 0; i < 8193; i++) end(processor, 'x')
  assert.equal(processor.stats()['droppedQueueFull'], 1)
  await exporter.waitForBatches(1)
  assert.equal(exporter.batches[0]?.length, 500)
})

const refused = {
  maxQueueSize: [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '8192', null],
  maxBatchSize: [0, 0.5, Number.NaN, '1'],
  exportInterval: [0, -1, Number.NaN, 2 ** 31, Number.POSITIVE_INFINITY, '5000']
}
for (const [name, values] of Object.entries(refused)) {
  for (const value of values) {
    test(`${name} may not be ${typeof value} ${value}`, () => {
      const options = { [name]: value } as object
      assert.throws(() => new BatchSpanProcessor(new ControlledExporter(), options), {
        name: 'ConfigurationError',
        code: 'ERR_OPTION',
        setting: name,
        message: /^\w+ \(from code\): .* is not allowed, but a /
      })
    })
  }
}

function end(processor: BatchSpanProcessor, ...names: readonly string[]): void {
  for (const name of names) processor.onEnd(createEndedSpan({ name }))
}

function recordWarnings(t: TestContext): readonly string[] {
  const messages: string[] = []
  t.mock.method(logger, 'warn', (_: string, message: string) => messages.push(message))
  return messages
}
