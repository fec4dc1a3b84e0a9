import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readServedCalls } from '../../demo/services.js'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanId = 'b7ad6b7169203331'

test('a logged call has a name without its query, and the ids of its caller', () => {
  const output = ['http://127.0.0.1:1', `GET /invoices/7?sig=x 00-${traceId}-${spanId}-01`]
  assert.deepEqual(readServedCalls({ name: 'stock', output }), [
    { service: 'stock', name: 'GET /invoices/7', caller: { traceId, spanId } }
  ])
})

for (const header of ['undefined', `00-${traceId}-01`, `00-${traceId}-${spanId}-01-`]) {
  test(`the traceparent ${header} has no caller in it`, () => {
    const output = ['http://127.0.0.1:1', `GET / ${header}`]
    assert.equal(readServedCalls({ name: 'stock', output })[0]?.caller, undefined)
  })
}
