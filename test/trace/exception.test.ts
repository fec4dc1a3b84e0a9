import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { recordExceptions } from '../../src/trace/exception.js'
import { fc } from '../generated-input.js'

class PaymentError extends Error {}

const types: readonly (readonly [what: string, error: unknown, type: string | undefined])[] = [
  ['an error', new Error('x'), 'Error'],
  ['an error of a class of the language', new TypeError('x'), 'TypeError'],
  ['an error of a class of the program', new PaymentError('x'), 'PaymentError'],
  ['an error with a name', Object.assign(new Error('x'), { name: 'Own' }), 'Own'],
  ['an error with a code', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  ['an error with a number as code', new DOMException('x', 'AbortError'), 'AbortError'],
  ['an error of another realm', runInNewContext('new SyntaxError("x")'), 'SyntaxError'],
  ['an object', { message: 'x' }, undefined],
  ['a text', 'x', undefined],
  ['nothing', undefined, undefined],
  ['null', null, undefined]
]
for (const [what, error, type] of types) {
  test(`the type of ${what} is ${type}`, () => {
    assert.equal(recordExceptions(error)[0]?.type, type)
  })
}

test('what is no error is its own message', () => {
  const messages = ['broken', 7, undefined, Symbol('s'), 1n].map(
    error => recordExceptions(error)[0]?.message
  )
  assert.deepEqual(messages, ['broken', '7', 'undefined', 'Symbol(s)', '1'])
})

test('causes follow the error, each with the one that it caused', () => {
  const root = new Error('refused')
  const middle = new Error('fetch failed', { cause: root })
  const recorded = recordExceptions(new Error('no stock', { cause: middle }))
  assert.deepEqual(
    recorded.map(({ message, causeOf }) => [message, causeOf]),
    [
      ['no stock', undefined],
      ['fetch failed', 0],
      ['refused', 1]
    ]
  )
})

test('the parts of an AggregateError caused it', () => {
  const parts = [new Error('a', { cause: 'why' }), new Error('b')]
  const recorded = recordExceptions(new AggregateError(parts, 'all'))
  assert.deepEqual(
    recorded.map(({ message, causeOf }) => [message, causeOf]),
    [
      ['all', undefined],
      ['a', 0],
      ['b', 0],
      ['why', 1]
    ]
  )
})

test('what else libraries call errors caused nothing', () => {
  const error = Object.assign(new Error('invalid'), { errors: [{ message: 'too short' }, 'x'] })
  assert.equal(recordExceptions(error).length, 1)
})

test('a chain of eleven ends with the tenth', () => {
  let error = new Error('11')
  for (let i = 10; i > 0; i--) error = new Error(String(i), { cause: error })
  const recorded = recordExceptions(error)
  assert.equal(recorded.length, 10)
  assert.equal(recorded[9]?.message, '10')
})

test('an error that caused itself stands there once', () => {
  const error = new Error('x')
  error.cause = error
  assert.equal(recordExceptions(error).length, 1)
})

test('message and stack are cut, of the stack both ends are kept', () => {
  const error = new Error('m'.repeat(40_000))
  error.stack = `begin${'s'.repeat(40_000)}end`
  const [recorded] = recordExceptions(error)
  assert.equal(recorded?.message?.length, 32_768)
  assert.match(recorded?.stacktrace ?? '', /^begins+\n {4}\.\.\.\ns+end$/)
  assert.ok((recorded?.stacktrace?.length ?? 0) < 33_000)
})

const trap = () => {
  throw new Error('from a trap')
}
const traps = { get: trap, has: trap, ownKeys: trap, getPrototypeOf: trap }
const revoked = Proxy.revocable([], {})
revoked.revoke()
const hostile = {
  'whose getters throw': Object.defineProperties(
    {},
    Object.fromEntries(
      ['name', 'message', 'stack', 'code', 'cause', 'errors', 'constructor'].map(name => [
        name,
        { get: trap }
      ])
    )
  ),
  'that is a proxy whose traps throw': new Proxy({}, traps),
  'that is a revoked proxy': revoked.proxy,
  'whose parts are a revoked proxy': { errors: revoked.proxy },
  'whose parts are a proxy whose traps throw': { errors: new Proxy([], traps) },
  'that has no prototype': Object.create(null)
}
for (const [what, error] of Object.entries(hostile)) {
  test(`an object ${what} is recorded, and nothing is thrown`, () => {
    assert.equal(recordExceptions(error).length, 1)
  })
}

test('whatever is thrown is recorded, ten exceptions at most', () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), error => {
      const recorded = recordExceptions(error)
      assert.ok(recorded.length >= 1 && recorded.length <= 10)
    })
  )
})
