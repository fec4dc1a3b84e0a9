import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Option, options } from '../../src/config/options.js'
import { repository } from '../process/repository.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { Reader } from './reader.js'

const page = readFileSync(join(repository, 'docs', 'coming-from.md'), 'utf8')
const variables = Object.values<Option<unknown>>(options).flatMap(option => option.variables)
const hooks = ['ignoreRequest', 'onRequest', 'onResponse']

/** What stands in the right-hand column, in backquotes. */
const snippets = [...page.matchAll(/^\| .+ \| (.+) \|$/gm)].flatMap(([, cell = '']) =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, snippet = '']) => snippet)
)

/** What the snippets take for granted. */
const prelude = `
import * as outspan from 'outspan'
import { AzureExporter, AzureMetricsExporter, AlwaysOffSampler, AlwaysOnSampler, ConsoleExporter,
  CountAggregation, getTracer, measureDouble, measureInt, ProbabilitySampler, stats, Tracer,
  traceIntegrations, View } from 'outspan'
import { expressMiddleware } from 'outspan/express'
const exporter = new AzureExporter(), sampler = new AlwaysOnSampler()
const tracer = new Tracer({ exporter, sampler }), span = tracer.startSpan('a')
const name = 'n', description = 'd', unit = 'ms', value = 1, key = 'k', message = 'm'
const tagKeys = ['t'], tags = { t: 'v' }, error = new Error('e'), fn = () => undefined
const link = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }
const measure = measureDouble('first', 'd', '1'), aggregation = new CountAggregation()
const view = new View({ name: 'v', measure, aggregation })
const app = { use: middleware => assert.equal(typeof middleware, 'function') }
import assert from 'node:assert/strict'
`

/** With something in place of what the page leaves out. */
function fillIn(snippet: string): string {
  return snippet.replaceAll('{ … }', '{}').replace('(…)', "('other', 'd', '1')")
}

for (const snippet of new Set(snippets)) {
  if (/^[A-Z_]+(=.*)?$/.test(snippet)) {
    const [variable = ''] = snippet.split('=')
    test(`coming-from.md: ${variable} is a variable of a setting`, () => {
      assert.ok(variables.includes(variable) || variable === 'OTEL_RESOURCE_ATTRIBUTES')
    })
  } else if (/^\w+$/.test(snippet)) {
    test(`coming-from.md: ${snippet} is a setting or a hook`, () => {
      assert.ok(Object.hasOwn(options, snippet) || hooks.includes(snippet))
    })
  } else if (!snippet.startsWith('node ')) {
    test(`coming-from.md: ${snippet} can be run`, async t => {
      const reader = new Reader(t, await startStandIn(t))
      const code = `${prelude}${fillIn(snippet)}`
      await reader.follow({ language: 'js', file: undefined, code, line: 0 })
    })
  }
}
