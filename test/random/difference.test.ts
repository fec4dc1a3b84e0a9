import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findDifferences, isUnpredictable, isVarying } from './difference.js'

const plays = (...values: readonly string[]) => values.map(value => [new Map([['order', value]])])
const traced = (value: string) => [new Map([['order', value]])]

test('a value that no play without the agent had is a difference where these agree', () => {
  const [difference] = findDifferences(plays('a', 'a'), traced('b'), isVarying)
  assert.deepEqual(difference, { caseId: 0, field: 'order', bare: ['a', 'a'], traced: 'b' })
  assert.deepEqual(findDifferences(plays('a', 'c'), traced('b'), isVarying), [])
})

test('among many plays one that stands alone hides no difference, and two do', () => {
  const [difference] = findDifferences(plays('a', 'a', 'c'), traced('b'), isUnpredictable)
  assert.equal(difference?.traced, 'b')
  assert.deepEqual(findDifferences(plays('a', 'a', 'c', 'd'), traced('b'), isUnpredictable), [])
})

test('a field that is missing with the agent alone is a difference', () => {
  const [difference] = findDifferences(plays('a', 'a'), [new Map()], isUnpredictable)
  assert.equal(difference?.traced, '')
})
