import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { test } from 'node:test'

/** Which folder of src may import from which; itself is always allowed. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  diagnostics: [],
  trace: ['diagnostics'],
  hooks: ['diagnostics'],
  config: ['diagnostics'],
  metrics: ['diagnostics'],
  integrations: ['hooks', 'trace', 'diagnostics'],
  'run-report': ['integrations', 'hooks', 'trace', 'diagnostics'],
  // Spans and points of metrics go out by the same way.
  export: ['trace', 'metrics', 'diagnostics'],
  // agent.ts, tracer.ts and what stands beside them join all the others.
  '.': [
    'cli',
    'config',
    'diagnostics',
    'export',
    'hooks',
    'integrations',
    'metrics',
    'run-report',
    'trace'
  ],
  // The command; only cli.ts imports it.
  cli: ['.', 'config', 'diagnostics', 'export', 'hooks', 'integrations', 'run-report', 'trace']
}

const source = join(__dirname, '..', '..', 'src')
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.ts'))
  .map(name => name.replaceAll('\\', '/'))

function folderOf(file: string): string {
  const [first = '.', ...rest] = file.split('/')
  return rest.length === 0 ? '.' : first
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(source, file), 'utf8')
  const own = [...text.matchAll(/(?:from|import|require)[ (]+'(\.[^']+)'/g)]
  return own.map(([, path = '']) => posix.normalize(posix.join(dirname(file), path)))
}

for (const file of files) {
  test(`${file} imports only what its folder may`, () => {
    const folder = folderOf(file)
    const allowed = mayImport[folder]
    assert.ok(allowed, `the folder ${folder} has no line in the table`)
    for (const path of importsOf(file)) {
      const target = folderOf(path)
      assert.ok(target === folder || allowed.includes(target), `${file} imports ${path}`)
    }
  })
}

test('the layers are read from real imports', () => {
  assert.ok(importsOf('agent.ts').includes('config/load-config.js'))
  assert.ok(importsOf('export/registry.ts').includes('export/azure/azure-exporter.js'))
})
