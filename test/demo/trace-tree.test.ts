import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type ArrivedSpan,
  buildTree,
  parseDuration,
  readSpan,
  type TreeRow
} from '../../demo/trace-tree.js'
import { sampleDependency, sampleEnvelopes } from '../tools/sample-envelopes.js'

test('a dependency is read from its envelope', () => {
  const envelope = sampleDependency()
  assert.deepEqual(readSpan(envelope), {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    id: 'b7ad6b7169203331',
    parentId: '00f067aa0ba902b7',
    role: 'shop.orders',
    name: 'GET /v1/stock/42',
    type: 'Http',
    target: 'stock.example.com:8443',
    url: 'https://stock.example.com:8443/v1/stock/42?sig=REDACTED&unit=kg',
    result: '200',
    isSuccess: true,
    duration: 45.321,
    time: envelope.time
  } satisfies ArrivedSpan)
})

test('a request has the type Request, and its own fields for URL and result', () => {
  const envelope = sampleEnvelopes().find(({ data }) => data.baseType === 'RequestData')
  assert.ok(envelope)
  const { baseData } = envelope.data
  const span = readSpan(envelope)
  assert.ok(span && baseData.url)
  assert.deepEqual(
    [span.type, span.url, span.result],
    ['Request', baseData.url, baseData.responseCode]
  )
})

test('metrics and exceptions are no spans', () => {
  const others = sampleEnvelopes().filter(({ data }) => !/Dependency|Request/.test(data.baseType))
  assert.equal(others.length, 2)
  assert.deepEqual(others.map(readSpan), [undefined, undefined])
})

for (const [text, milliseconds] of [
  ['00:00:00.0010000', 1],
  ['00:00:01.5000000', 1_500],
  ['01:02:03.0000000', 3_723_000],
  ['2.00:00:00.0000000', 172_800_000]
] as const) {
  test(`the duration ${text} is ${milliseconds} ms`, () => {
    assert.equal(parseDuration(text), milliseconds)
  })
}

test('what is no duration is not taken for one', () => {
  assert.equal(parseDuration('0:00:01'), Number.NaN)
  assert.equal(parseDuration(''), Number.NaN)
})

test('children stand below their parent, whatever the order of arrival', () => {
  const spans = [
    spanAt(3, 'c', 'b'),
    spanAt(4, 'd', 'a'),
    spanAt(2, 'b', 'a'),
    spanAt(2.5, 'e', 'b'),
    spanAt(1, 'a')
  ]
  assert.deepEqual(draw(buildTree(spans)), ['a', '├─ b', '│  ├─ e', '│  └─ c', '└─ d'])
})

test('the descendants of a last child have no line on their left', () => {
  const spans = [spanAt(1, 'a'), spanAt(2, 'b', 'a'), spanAt(3, 'c', 'b')]
  assert.deepEqual(draw(buildTree(spans)), ['a', '└─ b', '   └─ c'])
})

test('traces stand in order of their start', () => {
  const spans = [spanAt(2, 'second'), spanAt(1, 'first'), spanAt(3, 'below', 'first')]
  assert.deepEqual(draw(buildTree(spans)), ['first', '└─ below', 'second'])
})

test('a span whose parent has not arrived is a root', () => {
  assert.deepEqual(draw(buildTree([spanAt(1, 'a', 'lost')])), ['a'])
})

test('an id counts within its trace only', () => {
  const other = { ...spanAt(2, 'b', 'a'), traceId: 'another trace' }
  assert.deepEqual(draw(buildTree([spanAt(1, 'a'), other])), ['a', 'b'])
})

function spanAt(second: number, id: string, parentId?: string): ArrivedSpan {
  return {
    traceId: 'trace',
    id,
    parentId,
    role: 'role',
    name: id,
    type: 'Http',
    target: 'host',
    url: '',
    result: '200',
    isSuccess: true,
    duration: 1,
    time: `2026-03-01T09:30:0${second.toFixed(7)}Z`
  }
}

function draw(rows: readonly TreeRow[]): readonly string[] {
  return rows.map(({ branch, span }) => branch + span.name)
}
