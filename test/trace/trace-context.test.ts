import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  formatTraceparent,
  formatTraceState,
  readTraceContext
} from '../../src/trace/trace-context.js'
import { fc } from '../generated-input.js'
import { arbitraryTraceparent, arbitraryTraceState } from './arbitrary-trace.js'

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01'

test('a pair of headers is a remote context whose rate nobody knows', () => {
  assert.deepEqual(readTraceContext(traceparent, ['b=2 ,', ' a=1']), {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: '00f067aa0ba902b7',
    sampled: true,
    samplingRate: undefined,
    traceState: 'b=2,a=1',
    isRemote: true,
    hasRandomTraceId: false
  })
})

test('without traceparent there is no context, whatever tracestate says', () => {
  assert.equal(readTraceContext(undefined, 'a=1'), undefined)
  assert.equal(readTraceContext('', 'a=1'), undefined)
})

test('a malformed traceparent voids tracestate too', () => {
  assert.equal(readTraceContext(`${traceparent}-x`, 'a=1'), undefined)
})

test('a malformed tracestate voids only itself', () => {
  const context = readTraceContext(traceparent, 'a=1,b')
  assert.equal(context?.spanId, '00f067aa0ba902b7')
  assert.equal(context?.traceState, '')
})

test('a missing tracestate is an empty one', () => {
  assert.equal(readTraceContext(traceparent, undefined)?.traceState, '')
})

test('any context that is written is read as it was', () => {
  fc.assert(
    fc.property(arbitraryTraceparent, arbitraryTraceState, (parent, members) => {
      // OpenTelemetry's member says a rate.
      fc.pre(members.every(({ key }) => key !== 'ot'))
      const traceState = formatTraceState(members)
      const context = readTraceContext(formatTraceparent(parent), traceState)
      assert.deepEqual(context, { ...parent, traceState, samplingRate: undefined, isRemote: true })
    })
  )
})
