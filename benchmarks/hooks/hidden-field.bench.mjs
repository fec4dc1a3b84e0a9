// Data on someone else's object: a hidden field against a WeakMap. Run after `npm run build:all`.
import { bench, do_not_optimize, run, summary } from 'mitata'
import { createHiddenField } from '../../build/src/hooks/hidden-field.js'

const field = createHiddenField()
const map = new WeakMap()
const object = { a: 1 }
field.set(object, 1)
map.set(object, 1)

summary(() => {
  bench('get from a hidden field', () => do_not_optimize(field.get(object)))
  bench('get from a WeakMap', () => do_not_optimize(map.get(object)))
})
summary(() => {
  bench('set a hidden field on a new object', () => field.set({}, 1)).gc('inner')
  bench('set in a WeakMap for a new object', () => map.set({}, 1)).gc('inner')
})

await run()
