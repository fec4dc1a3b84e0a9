import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { createHiddenField } from '../../src/hooks/hidden-field.js'

test('P09 nobody can see a hidden field', () => {
  const field = createHiddenField<string>()
  const object = { a: 1 }
  field.set(object, 'secret')
  assert.equal(field.get(object), 'secret')
  assert.deepEqual(Reflect.ownKeys(object), ['a'])
  assert.equal(
    inspect(object, { showHidden: true, depth: 5 }),
    inspect({ a: 1 }, { showHidden: true })
  )
  assert.equal(JSON.stringify(object), '{"a":1}')
  assert.equal(field.get({ ...object }), undefined)
})

test('a hidden field can be set again, and fields do not mix', () => {
  const [one, two] = [createHiddenField<number>(), createHiddenField<number>()]
  const object = {}
  one.set(object, 1)
  one.set(object, 2)
  two.set(object, 3)
  assert.deepEqual([one.get(object), two.get(object)], [2, 3])
})

test('an object goes, and its field with it', async () => {
  const field = createHiddenField<object>()
  const refs: WeakRef<object>[] = []
  for (let i = 0; i < 100; i++) {
    const value = {}
    field.set({}, value)
    refs.push(new WeakRef(value))
  }
  assert.ok(globalThis.gc, 'runs with --expose-gc')
  for (let i = 0; i < 10 && refs.some(ref => ref.deref()); i++) {
    globalThis.gc()
    await new Promise(resolve => setImmediate(resolve))
  }
  // The interpreter's registers may still hold the last ones.
  assert.ok(refs.filter(ref => ref.deref()).length < 5)
})
