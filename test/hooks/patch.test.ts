import assert from 'node:assert/strict'
import { test } from 'node:test'
import { patch } from '../../src/hooks/patch.js'

class Base {
  greet(name: string, _mood?: string): string {
    return `hello ${name}`
  }
}
class Derived extends Base {}

function shout(target: object): () => void {
  return patch(target, 'greet', original => {
    return function replaced(...args) {
      return Reflect.apply(original, this, args).toUpperCase()
    }
  })
}

test('P07 name, length and property attributes stay', () => {
  class Own extends Base {}
  const before = Object.getOwnPropertyDescriptor(Base.prototype, 'greet')
  const restore = shout(Base.prototype)
  const during = Object.getOwnPropertyDescriptor(Base.prototype, 'greet')
  assert.equal(during?.value.name, 'greet')
  assert.equal(during?.value.length, 2)
  assert.deepEqual({ ...during, value: 0 }, { ...before, value: 0 })
  assert.equal(new Own().greet('a'), 'HELLO A')
  restore()
  assert.deepEqual(Object.getOwnPropertyDescriptor(Base.prototype, 'greet'), before)
})

test('an inherited function is shadowed, follows later changes above, and leaves no trace', () => {
  const restore = shout(Derived.prototype)
  const original = Base.prototype.greet
  assert.equal(new Derived().greet('a'), 'HELLO A')
  assert.equal(new Base().greet('a'), 'hello a')
  Base.prototype.greet = name => `bye ${name}`
  assert.equal(new Derived().greet('a'), 'BYE A')
  Base.prototype.greet = original
  restore()
  assert.equal(Object.hasOwn(Derived.prototype, 'greet'), false)
})

test('P14 a wrapper that someone put on top survives our going', () => {
  const target = { greet: () => 'hi' }
  const restore = shout(target)
  const ours = target.greet
  target.greet = () => `<${ours()}>`
  const theirs = target.greet
  restore()
  assert.equal(target.greet, theirs)
  assert.equal(target.greet(), '<HI>')
})

test('what is wrapped has no mark by which OpenTelemetry would take it for its own, and out', () => {
  const target = { greet: () => 'hi' }
  shout(target)
  assert.equal('__wrapped' in target.greet, false)
})

test('undoing twice does nothing more', () => {
  const target = { greet: () => 'hi' }
  const original = target.greet
  const restore = shout(target)
  restore()
  restore()
  assert.equal(target.greet, original)
})

test('a function that is not there is an error, and nothing is written to the console', () => {
  assert.throws(() => shout({}), /there is no function greet/)
})
