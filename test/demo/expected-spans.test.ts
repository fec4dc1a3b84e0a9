import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type ExpectedSpan,
  expectedSpans,
  findMissing,
  libraryOf
} from '../../demo/expected-spans.js'
import type { ArrivedSpan } from '../../demo/trace-tree.js'

test('nothing is missing when every expected span has arrived', () => {
  assert.deepEqual(findMissing(arrivals()), [])
})

test('a span that has not arrived is missing, and so is the parent of its children', () => {
  const rest = arrivals().filter(({ name }) => name !== 'reserve goods')
  assert.deepEqual(
    findMissing(rest).map(({ name }) => name),
    ['reserve goods', 'PUT /stock/7', 'PUT /stock/9']
  )
})

for (const [what, change, name] of [
  ['another result', { result: '200' }, 'GET /prices/13'],
  ['another success mark', { isSuccess: true }, 'GET /prices/13'],
  ['another role', { role: 'checkout' }, 'GET /points/alice'],
  ['a URL whose secret is not hidden', { url: 'https://h/?sig=secret' }, 'GET /invoices/7.pdf'],
  ['no parent', { parentId: undefined }, 'GET /points/alice'],
  ['a parent in another trace', { traceId: 'another' }, 'GET /points/alice']
] as const) {
  test(`a span with ${what} is not the expected one`, () => {
    const changed = arrivals().map(span => (span.name === name ? { ...span, ...change } : span))
    assert.deepEqual(
      findMissing(changed).map(expected => expected.name),
      [name]
    )
  })
}

test('a span that nobody expects does no harm, and has no caller', () => {
  const [first] = arrivals()
  assert.ok(first)
  const more = { ...first, name: 'GET /more', id: 'more' }
  assert.deepEqual(findMissing([...arrivals(), more]), [])
  assert.equal(libraryOf(more), '')
})

function arrivals(): ArrivedSpan[] {
  return expectedSpans.map(asArrived)
}

function asArrived(expected: ExpectedSpan): ArrivedSpan {
  const { role, name, result, isSuccess, parent, urlEnd = '' } = expected
  return {
    traceId: 'one',
    id: name,
    parentId: parent,
    role,
    name,
    type: 'Http',
    target: 'host',
    url: `https://host/${urlEnd}`,
    result,
    isSuccess,
    duration: 1,
    time: '2026-03-01T09:30:00.0000000Z'
  }
}
