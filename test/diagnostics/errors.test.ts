import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigurationError, describeError, describeValue } from '../../src/diagnostics/errors.js'
import { fc } from '../generated-input.js'

test('the message names setting, source and problem', () => {
  const error = new ConfigurationError('ERR_OPTION', 'logLevel', 'it is loud')
  assert.equal(error.message, 'logLevel (from code): it is loud')
  assert.equal(error.name, 'ConfigurationError')
  assert.equal(error.code, 'ERR_OPTION')
  assert.ok(error instanceof Error)
})

test('the same mistake seen at its source differs in the source only', () => {
  const error = new ConfigurationError('ERR_OPTION', 'logLevel', 'it is loud')
  const moved = error.from('OUTSPAN_LOG_LEVEL').from('own.json')
  assert.equal(moved.message, 'logLevel (from own.json): it is loud')
  assert.equal(moved.code, error.code)
  assert.equal(moved.setting, error.setting)
})

const values = {
  'a text': ['a\n"b"', '"a\\n\\"b\\""'],
  'a number': [Number.NaN, 'NaN'],
  undefined: [undefined, 'undefined'],
  'a list with line breaks': [['a\nb'], 'a b'],
  'a symbol': [Symbol('x'), 'Symbol(x)'],
  'an object without prototype': [Object.create(null), 'object'],
  '58 characters': ['x'.repeat(58), `"${'x'.repeat(58)}"`],
  '59 characters': ['x'.repeat(59), `"${'x'.repeat(56)}...`]
} satisfies Record<string, [unknown, string]>
for (const [what, [value, text]] of Object.entries(values)) {
  test(`${what} is shown as ${text}`, () => {
    assert.equal(describeValue(value), text)
  })
}

test('any value has a description of one line, at most 60 characters long', () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), value => {
      const text = describeValue(value)
      assert.ok(text.length <= 60)
      assert.doesNotMatch(text, /[\n\r]/)
    })
  )
})

test('an error is shown by its stack, else its message, else as it is', () => {
  const error = new RangeError('too far')
  assert.equal(describeError(error), error.stack)
  assert.equal(describeError({ message: 'broken' }), 'broken')
  assert.equal(describeError('broken'), 'broken')
  assert.equal(describeError(undefined), 'undefined')
})

test('an error that cannot be shown is said to be one', () => {
  const text = 'an error that cannot be shown'
  assert.equal(describeError(Object.create(null)), text)
  const proxy = Proxy.revocable({}, {})
  proxy.revoke()
  assert.equal(describeError(proxy.proxy), text)
})
