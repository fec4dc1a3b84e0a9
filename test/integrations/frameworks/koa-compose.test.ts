import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Compose, watchCompose } from '../../../src/integrations/frameworks/koa-compose.js'
import type { KoaContext } from '../../../src/integrations/frameworks/koa-requests.js'

const context = {} as KoaContext
const failure = new Error('of a middleware')
const fail = async () => {
  throw failure
}

/** Composes with a watched `compose`, and tells of the errors that were noted. */
function watch(compose: Compose) {
  const noted: unknown[] = []
  const observer = {
    isFirst: () => true,
    noteError: (_: KoaContext, error: unknown) => void noted.push(error)
  }
  return { compose: watchCompose(compose, observer), noted }
}

test('a chain goes by its list as it is when it runs, as koa-compose up to 4.1 reads it', async () => {
  const { compose, noted } = watch(list => (ctx, next) => list.at(-1)?.(ctx, next))
  const list = [async () => 'the first']
  const chain = compose(list)
  assert.equal(await chain(context), 'the first')
  list.push(fail)
  await assert.rejects(async () => chain(context), failure)
  assert.deepEqual(noted, [failure])
})

test('a list that cannot be composed for us is composed for the program', async () => {
  let count = 0
  const { compose, noted } = watch(list => {
    if (count++ > 0) throw new TypeError('once only')
    return (ctx, next) => list[0]?.(ctx, next)
  })
  await assert.rejects(async () => compose([fail])(context), failure)
  assert.deepEqual([count, noted], [2, []])
})
