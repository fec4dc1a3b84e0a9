import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { logger } from '../../src/diagnostics/logger.js'
import { SumAggregation } from '../../src/metrics/aggregation.js'
import { Stats } from '../../src/metrics/stats.js'
import { type Tags, withTags } from '../../src/metrics/tags.js'
import { View } from '../../src/metrics/view.js'
import { newMeasure } from './new-measure.js'

logger.level = 'off'

function create() {
  const stats = new Stats()
  const measure = newMeasure()
  const aggregation = new SumAggregation()
  stats.registerView(new View({ name: 'v', tagKeys: ['a', 'b'], measure, aggregation }))
  return {
    record: (tags?: Tags) => stats.record([{ measure, value: 1 }], tags),
    collectTags: () => stats.collect().map(({ properties }) => properties)
  }
}

test('tags of the context reach what is started in it', async () => {
  const { record, collectTags } = create()
  await withTags({ a: 'x' }, async () => {
    await setTimeout(1)
    record()
  })
  assert.deepEqual(collectTags(), [{ a: 'x' }])
})

test('tags do not outlast their context', () => {
  const { record, collectTags } = create()
  assert.throws(() =>
    withTags({ a: 'x' }, () => {
      throw new Error('of the program')
    })
  )
  record()
  assert.deepEqual(collectTags(), [{}])
})

test('inner tags are added to outer ones and win over them', () => {
  const { record, collectTags } = create()
  withTags({ a: 'x', b: 'y' }, () => withTags({ b: 'z' }, record))
  assert.deepEqual(collectTags(), [{ a: 'x', b: 'z' }])
})

test('tags of the call win over those of the context', () => {
  const { record, collectTags } = create()
  withTags({ a: 'x', b: 'y' }, () => record({ b: 'z' }))
  assert.deepEqual(collectTags(), [{ a: 'x', b: 'z' }])
})

test('withTags gives back what its function does', () => {
  assert.equal(
    withTags({}, () => 7),
    7
  )
})

for (const tags of [undefined, null, 7, { a: 7 }, { a: undefined }]) {
  test(`the tags ${JSON.stringify(tags)} of a context are none, and the program goes on`, () => {
    const { record, collectTags } = create()
    withTags(tags as never, record)
    assert.deepEqual(collectTags(), [{}])
  })
}

test('what the program changes in its tags later does not change the context', () => {
  const { record, collectTags } = create()
  const tags = { a: 'x' }
  withTags(tags, () => {
    tags.a = 'y'
    record()
  })
  assert.deepEqual(collectTags(), [{ a: 'x' }])
})
