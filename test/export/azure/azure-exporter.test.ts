import assert from 'node:assert/strict'
import { hostname } from 'node:os'
import { type TestContext, test } from 'node:test'
import { logger } from '../../../src/diagnostics/logger.js'
import {
  AzureExporter,
  type AzureExporterOptions
} from '../../../src/export/azure/azure-exporter.js'
import { describeSdk } from '../../../src/export/azure/sdk-version.js'
import { Span } from '../../../src/trace/span.js'
import { SpanTracer } from '../../../src/trace/tracer.js'
import { startStandIn } from '../../tools/start-stand-in.js'
import { createEndedSpan, createHttpSpan } from '../ended-span.js'
import { assertAccepted } from './envelope-lines.js'

logger.level = 'off'

async function start(t: TestContext, options: AzureExporterOptions = {}) {
  const standIn = await startStandIn(t)
  const { connectionString } = standIn
  return { standIn, exporter: new AzureExporter({ connectionString, ...options }) }
}

test('a span arrives as a dependency of its service', async t => {
  const options = { serviceName: 'shop', serviceInstance: 'shop-1', serviceVersion: '3.4.1' }
  const { standIn, exporter } = await start(t, options)
  await exporter.export([createHttpSpan('http://api.test/a')])
  assertAccepted(standIn, 'GET /a')
  const { tags = {}, data } = standIn.envelopes[0] ?? assert.fail()
  assert.equal(data.baseData.target, 'api.test')
  assert.equal(tags['ai.cloud.role'], 'shop')
  assert.equal(tags['ai.cloud.roleInstance'], 'shop-1')
  assert.equal(tags['ai.application.ver'], '3.4.1')
  assert.equal(tags['ai.internal.sdkVersion'], describeSdk(process.env, process.platform, 'manual'))
})

test('what happened in a span arrives with it', async t => {
  const { standIn, exporter } = await start(t)
  const span = new SpanTracer({ onEnd: () => undefined }).startSpan('GET', { kind: 'server' })
  span.addEvent('paid').recordException(new Error('no stock', { cause: new Error('sold out') }))
  span.end()
  await exporter.export([span])
  assert.deepEqual(
    standIn.envelopes.map(({ data }) => data.baseType),
    ['RequestData', 'MessageData', 'ExceptionData']
  )
  assert.deepEqual(standIn.violations, [])
})

test('a service without a name is an unknown one, on this host', async t => {
  for (const nothing of [undefined, '']) {
    const options = { serviceName: nothing, serviceInstance: nothing }
    const { standIn, exporter } = await start(t, options)
    await exporter.export([createEndedSpan()])
    const { tags = {} } = standIn.envelopes[0] ?? assert.fail()
    assert.equal(tags['ai.cloud.role'], 'unknown_service')
    assert.equal(tags['ai.cloud.roleInstance'], hostname())
  }
})

test('the numbers add up to the spans', async t => {
  const { standIn, exporter } = await start(t)
  const refuse = (statusCode: number) => ({ statusCode, message: 'x' })
  standIn.answerOnce({ items: index => [undefined, refuse(400), refuse(500)][index] })
  await exporter.export([createEndedSpan(), createEndedSpan(), createEndedSpan()])
  const { accepted, rejected, rejected400, retried, ...others } = exporter.stats()
  assert.deepEqual([accepted, rejected, rejected400, retried], [1, 1, 1, 1])
  assert.deepEqual([others['droppedUndelivered'], others['droppedUnreadable']], [0, 0])
  await exporter.flush()
  assert.equal(exporter.stats()['accepted'], 2)
})

test('a span that cannot be read does not take its batch with it', async t => {
  const { standIn, exporter } = await start(t)
  class UnreadableSpan extends Span {
    override get attributes(): never {
      throw new Error('x')
    }
  }
  const source = { sampler: { rate: 1, shouldSample: () => true }, processor: { onEnd: () => {} } }
  const unreadable = new UnreadableSpan(source, 'bad', 'client', undefined)
  await exporter.export([
    createEndedSpan({ name: 'a' }),
    unreadable,
    createEndedSpan({ name: 'b' })
  ])
  assertAccepted(standIn, 'a', 'b')
  assert.equal(exporter.stats()['droppedUnreadable'], 1)
})

test('a batch of no spans is no request', async t => {
  const { standIn, exporter } = await start(t)
  await exporter.export([])
  assert.equal(standIn.requests.length, 0)
})

test('a connection string is needed, and has to be valid', () => {
  assert.throws(() => new AzureExporter({}), { code: 'ERR_CONNECTION_STRING_MISSING' })
  const code = 'ERR_CONNECTION_STRING_INVALID'
  assert.throws(() => new AzureExporter({ connectionString: 'x' }), { code })
})

for (const retryDelay of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, '10' as never]) {
  test(`the retryDelay ${JSON.stringify(retryDelay)} ${retryDelay} is refused`, () => {
    const connectionString = 'InstrumentationKey=00000000-0000-0000-0000-000000000001'
    assert.throws(() => new AzureExporter({ connectionString, retryDelay }), {
      code: 'ERR_OPTION',
      setting: 'retryDelay'
    })
  })
}
