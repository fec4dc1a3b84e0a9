import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Option, type OptionName, options } from '../src/config/options.js'
import { logger } from '../src/diagnostics/logger.js'
import { AzureExporter } from '../src/export/azure/azure-exporter.js'
import { BatchSpanProcessor } from '../src/export/batch-span-processor.js'
import { describeOption } from '../tools/docs/option-descriptions.js'

logger.level = 'off'

const root = join(__dirname, '..', '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')

const rows = [...readme.matchAll(/^\| `(\w+)` \| .*\|$/gm)]

test('the README shows the settings that are asked for most', () => {
  assert.ok(rows.length >= 10)
})

for (const [line, name = ''] of rows) {
  test(`the README has ${name} as the options table does`, () => {
    const row: Option<unknown> | undefined = options[name as OptionName]
    assert.ok(row, 'there is no such setting')
    const cells = [`\`${name}\``, variablesOf(row), defaultOf(row), describeOption(name)]
    assert.equal(line, `| ${cells.join(' | ')} |`)
  })
}

test('docs/delivery.md has the numbers of a tracer that exports to Azure, and no others', () => {
  const page = readFileSync(join(root, 'docs', 'delivery.md'), 'utf8')
  const table = page.slice(page.indexOf('## Numbers\n'))
  const cells = [...table.matchAll(/^\| (`.*?) \|/gm)].map(([, cell = '']) => cell)
  const names = cells.flatMap(cell => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name))
  const exporter = new AzureExporter({ connectionString: 'InstrumentationKey=k' })
  // Of the refusals by status there are none yet.
  const numbers = [...Object.keys(new BatchSpanProcessor(exporter).stats()), 'rejected400']
  assert.deepEqual(names.sort(), numbers.sort())
})

function variablesOf({ variables }: Option<unknown>): string {
  return variables.length === 0 ? '–' : variables.map(name => `\`${name}\``).join(', ')
}

function defaultOf({ default: value }: Option<unknown>): string {
  const isNothing = value === undefined || Object.keys(Object(value)).length === 0
  return isNothing && typeof value !== 'number' && typeof value !== 'boolean' ? '–' : `\`${value}\``
}
