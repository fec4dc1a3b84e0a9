import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LatePart } from '../../src/integrations/late-part.js'

function createPart() {
  let loads = 0
  let stops = 0
  const part = {}
  const load = () => {
    loads++
    return part
  }
  const late = new LatePart(load, released => {
    assert.equal(released, part)
    stops++
  })
  return { late, part, loads: () => loads, stops: () => stops }
}

test('nothing is loaded before the first call, and then once', () => {
  const { late, part, loads } = createPart()
  assert.equal(late.get(), undefined)
  assert.equal(loads(), 0)
  assert.equal(late.getForCall(), part)
  assert.equal(late.getForCall(), part)
  assert.equal(late.get(), part)
  assert.equal(loads(), 1)
})

test('what was stopped before the first call is never loaded', () => {
  const { late, loads, stops } = createPart()
  late.stop()
  assert.equal(late.getForCall(), undefined)
  assert.deepEqual([loads(), stops()], [0, 0])
})

test('what was stopped is there for nobody any more', () => {
  const { late, stops } = createPart()
  late.getForCall()
  late.stop()
  assert.equal(stops(), 1)
  assert.equal(late.get(), undefined)
  assert.equal(late.getForCall(), undefined)
})

test('after a load that failed the next call tries again', () => {
  let isReadable = false
  const late = new LatePart(() => {
    if (!isReadable) throw new Error('EMFILE')
    return {}
  })
  assert.throws(() => late.getForCall(), /EMFILE/)
  assert.equal(late.get(), undefined)
  isReadable = true
  assert.notEqual(late.getForCall(), undefined)
})
