import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Option, options } from '../src/config/options.js'
import { logger } from '../src/diagnostics/logger.js'
import { AzureExporter } from '../src/export/azure/azure-exporter.js'
import { BatchSpanProcessor } from '../src/export/batch-span-processor.js'

logger.level = 'off'

const root = join(__dirname, '..', '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')

for (const [name, row] of Object.entries<Option<unknown>>(options)) {
  test(`the README's table has ${name} as the options table does`, () => {
    const cells = [`\`${name}\``, variablesOf(row), defaultOf(row), row.about]
    assert.ok(readme.includes(`| ${cells.join(' | ')} |\n`), `missing: | ${cells.join(' | ')} |`)
  })
}

test('the README has no setting that does not exist', () => {
  const table = /## Settings\n[\s\S]*?\n## /.exec(readme)?.[0] ?? ''
  const names = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
  assert.deepEqual(names, Object.keys(options))
})

test('the README has the numbers of a tracer that exports to Azure, and no others', () => {
  const table = /## Numbers\n[\s\S]*?\n## /.exec(readme)?.[0] ?? ''
  const rows = [...table.matchAll(/^\| (`.*?) \|/gm)].map(([, cell = '']) => cell)
  const names = rows.flatMap(cell => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name))
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
