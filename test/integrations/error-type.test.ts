import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import {
  errorMessage,
  errorType,
  isNetworkCode,
  timeoutType
} from '../../src/integrations/error-type.js'
import { fc } from '../generated-input.js'

test('E02 the code comes before the name', () => {
  const error = Object.assign(new TypeError('no'), { code: 'ECONNREFUSED' })
  assert.equal(errorType(error), 'ECONNREFUSED')
  assert.equal(errorType(new TypeError('no')), 'TypeError')
})

test('E13 several refused addresses are named by the first code', () => {
  const first = Object.assign(new Error('one'), { code: 'ECONNREFUSED' })
  const second = Object.assign(new Error('two'), { code: 'ENETUNREACH' })
  const error = new AggregateError([first, second])
  assert.equal(errorType(error), 'ECONNREFUSED')
  assert.equal(errorMessage(error), 'one')
})

test('E15 errors of another realm, and values that are no errors, have a type', () => {
  assert.equal(errorType(runInNewContext('new RangeError("x")')), 'RangeError')
  assert.equal(errorType('text'), 'string')
  assert.equal(errorType(undefined), 'undefined')
  assert.equal(errorType(null), 'object')
})

test('U04-08 a time-out is told from an abort, also inside an AbortError', () => {
  const signal = new DOMException('late', 'TimeoutError')
  assert.equal(timeoutType(signal), 'TimeoutError')
  assert.equal(timeoutType(new Error('aborted', { cause: signal })), 'TimeoutError')
  assert.equal(timeoutType(Object.assign(new Error(), { code: 'ETIMEDOUT' })), 'ETIMEDOUT')
  assert.equal(timeoutType(new DOMException('stop', 'AbortError')), undefined)
  assert.equal(timeoutType(undefined), undefined)
})

test('an ECONNABORTED of axios is a time-out when it says so, else an abort', () => {
  const error = (message: string) => Object.assign(new Error(message), { code: 'ECONNABORTED' })
  assert.equal(timeoutType(error('timeout of 80ms exceeded')), 'ECONNABORTED')
  assert.equal(timeoutType(error('Request aborted')), undefined)
})

test('a code of the network is told from one that a program made up', () => {
  const ofNetwork = [
    'ECONNRESET',
    'ENOTFOUND',
    'EAI_AGAIN',
    'UND_ERR_SOCKET',
    'HPE_INVALID_CONSTANT'
  ]
  for (const code of [...ofNetwork, 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT']) {
    assert.equal(isNetworkCode(code), true, code)
  }
  for (const code of ['EREASON', 'MY_ERR_CERT', '', 20, undefined]) {
    assert.equal(isNetworkCode(code), false, String(code))
  }
})

test('any value has a type and a message, or none, without an error', () => {
  fc.assert(
    fc.property(fc.anything(), value => {
      assert.equal(typeof errorType(value), 'string')
      errorMessage(value)
      timeoutType(value)
    })
  )
})
