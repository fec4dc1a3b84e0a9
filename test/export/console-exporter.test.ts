import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logger } from '../../src/diagnostics/logger.js'
import { ConsoleExporter } from '../../src/export/console-exporter.js'
import type { Span } from '../../src/trace/span.js'
import { createEndedSpan, createHttpSpan } from './ended-span.js'

const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`
const ids = 'trace=[\\da-f]{32} span=[\\da-f]{16}'

async function show(
  format: 'text' | 'json',
  ...spans: readonly Span[]
): Promise<readonly string[]> {
  const lines: string[] = []
  await new ConsoleExporter({ format, write: line => lines.push(line) }).export(spans)
  return lines
}

test('a call is one line: time, duration, outcome, name, URL, status and ids', async () => {
  const span = createHttpSpan('http://shop.test/a?b=c', { 'http.response.status_code': 200 })
  const [line = ''] = await show('text', span)
  const pattern = `^${time} {2,9}\\d+\\.\\d ms ok {3}GET http://shop\\.test/a\\?b=c 200 ${ids}\\n$`
  assert.match(line, new RegExp(pattern))
})

test('a request that was served is shown by its path', async () => {
  const attributes = { 'url.path': '/a', 'url.query': 'b=c', 'http.response.status_code': 200 }
  const served = { name: 'GET', kind: 'server', attributes } as const
  const [line = ''] = await show('text', createEndedSpan(served))
  assert.match(line, / GET \/a\?b=c 200 trace=/)
  const { 'url.query': _, ...plain } = attributes
  const [without = ''] = await show('text', createEndedSpan({ ...served, attributes: plain }))
  assert.match(without, / GET \/a 200 trace=/)
})

test('the name of an error stands beside the status, unless it is the status', async () => {
  const status = { 'http.response.status_code': 503 }
  const url = 'http://shop.test/'
  const [same = ''] = await show('text', createHttpSpan(url, { ...status, 'error.type': '503' }))
  assert.match(same, / http:\/\/shop\.test\/ 503 trace=/)
  const cut = createHttpSpan(url, { ...status, 'error.type': 'ECONNRESET' })
  assert.match((await show('text', cut))[0] ?? '', / 503 ECONNRESET trace=/)
  const refused = createHttpSpan(url, { 'error.type': 'ECONNREFUSED' })
  assert.match((await show('text', refused))[0] ?? '', /\/ ECONNREFUSED trace=/)
})

test('a failed span says FAIL, and a child names its parent', async () => {
  const parent = createEndedSpan()
  const [line = ''] = await show('text', createEndedSpan({ parent, status: 'error' }))
  assert.match(line, / FAIL work trace=/)
  assert.ok(line.endsWith(` parent=${parent.spanId}\n`))
})

test('a line break or an escape code in a name does not break the line', async () => {
  const [line = ''] = await show('text', createEndedSpan({ name: 'a\nb\r\u001b[31mc' }))
  assert.match(line, / a b {2}\[31mc trace=/)
})

test('every span is a line, in order', async () => {
  const spans = ['a', 'b', 'c'].map(name => createEndedSpan({ name }))
  const lines = await show('json', ...spans)
  assert.deepEqual(
    lines.map(line => JSON.parse(line).name),
    ['a', 'b', 'c']
  )
})

test('in JSON a span is one object of all its data', async () => {
  const link = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }
  const parent = createEndedSpan()
  const span = createEndedSpan({
    name: 'two\nlines',
    kind: 'client',
    parent,
    attributes: { a: 1, b: ['x'], c: undefined },
    links: [link],
    events: [['cache miss', { key: 'k' }]],
    status: 'error',
    statusMessage: 'broken'
  })
  const [line = ''] = await show('json', span)
  assert.equal(line.indexOf('\n'), line.length - 1)
  const { time: shown, duration, ...rest } = JSON.parse(line)
  assert.match(shown, new RegExp(`^${time}$`))
  assert.equal(duration, span.duration)
  assert.deepEqual(rest, {
    name: 'two\nlines',
    kind: 'client',
    traceId: span.traceId,
    spanId: span.spanId,
    parentId: parent.spanId,
    status: 'error',
    statusMessage: 'broken',
    attributes: { a: 1, b: ['x'] },
    links: [link],
    events: [{ name: 'cache miss', attributes: { key: 'k' } }]
  })
})

test('a span that cannot be written is counted, and the next one comes', async t => {
  t.mock.method(logger, 'error', () => undefined)
  const lines: string[] = []
  const exporter = new ConsoleExporter({
    format: 'json',
    write: line => {
      if (line.includes('"bad"')) throw new Error('EPIPE')
      lines.push(line)
    }
  })
  const unreadable = createEndedSpan({ attributes: { a: 1n as never } })
  await exporter.export([createEndedSpan({ name: 'bad' }), unreadable, createEndedSpan()])
  assert.equal(lines.length, 1)
  assert.deepEqual(exporter.stats(), { droppedUnwritten: 2 })
})
