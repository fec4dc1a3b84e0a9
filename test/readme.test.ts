import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Option, options } from '../src/config/options.js'

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

function variablesOf({ variables }: Option<unknown>): string {
  return variables.length === 0 ? '–' : variables.map(name => `\`${name}\``).join(', ')
}

function defaultOf({ default: value }: Option<unknown>): string {
  const isNothing = value === undefined || Object.keys(Object(value)).length === 0
  return isNothing && typeof value !== 'number' && typeof value !== 'boolean' ? '–' : `\`${value}\``
}
