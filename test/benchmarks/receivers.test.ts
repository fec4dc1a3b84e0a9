import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { repository } from '../process/repository.js'

// Benchmarks are not compiled; this is what their modules say of themselves.
interface Receiver {
  spans(body: Buffer): readonly (string | undefined)[]
  answer(body: Buffer): string
}

const url = 'http://127.0.0.1:1/items/42'

async function load(name: string): Promise<Receiver> {
  const file = join(repository, 'benchmarks', 'receivers', `${name}.mjs`)
  const module: Readonly<Record<string, Receiver>> = await import(pathToFileURL(file).href)
  return module[name] ?? assert.fail(`no receiver ${name}`)
}

test('of envelopes, in lines or in an array, dependencies count and all are answered for', async () => {
  const breeze = await load('breeze')
  const dependency = { data: { baseType: 'RemoteDependencyData', baseData: { data: url } } }
  const items = [dependency, { data: { baseType: 'MetricData', baseData: {} } }]
  const forms = [items.map(item => JSON.stringify(item)).join('\n'), JSON.stringify(items)]
  for (const form of forms) {
    assert.deepEqual(breeze.spans(Buffer.from(form)), [url])
    assert.match(breeze.answer(Buffer.from(form)), /"itemsAccepted":2/)
  }
})

test('of OpenTelemetry spans, those of clients count', async () => {
  const otlp = await load('otlp')
  const attributes = [{ key: 'url.full', value: { stringValue: url } }]
  const spans = [2, 3].map(kind => ({ kind, attributes }))
  const body = { resourceSpans: [{ scopeSpans: [{ spans }] }] }
  assert.deepEqual(otlp.spans(Buffer.from(JSON.stringify(body))), [url])
})

test('of what Elastic is sent, spans count and neither transactions nor metadata', async () => {
  const elastic = await load('elastic')
  const span = { span: { context: { http: { url } } } }
  const lines = [{ metadata: {} }, { transaction: {} }, span].map(line => JSON.stringify(line))
  assert.deepEqual(elastic.spans(Buffer.from(lines.join('\n'))), [url])
})

test('of Datadog spans, those of clients count', async () => {
  const datadog = await load('datadog')
  // Two traces: one span with an id of 64 bits and a time, one that serves.
  const client = map(
    [text('span_id'), bytes(0xcf, 0, 0, 0, 0, 0, 0, 0, 7)],
    [text('error'), bytes(0)],
    [text('start'), bytes(0xd3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)],
    [text('meta'), map([text('span.kind'), text('client')], [text('http.url'), long(url)])]
  )
  const server = map([text('meta'), map([text('span.kind'), text('server')])])
  const body = Buffer.concat([bytes(0x92, 0x91), client, bytes(0xdc, 0, 1), server])
  assert.deepEqual(datadog.spans(body), [url])
})

const bytes = (...values: number[]) => Buffer.from(values)
const text = (value: string) => Buffer.concat([bytes(0xa0 + value.length), Buffer.from(value)])
const long = (value: string) => Buffer.concat([bytes(0xd9, value.length), Buffer.from(value)])
const map = (...entries: (readonly Buffer[])[]) =>
  Buffer.concat([bytes(0x80 + entries.length), ...entries.flat()])
