// Runs the compiled tests: all, or those whose path contains one of the arguments.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const wanted = process.argv.slice(2)
const files = readdirSync(join(root, 'build', 'test'), { recursive: true })
  .filter(name => name.endsWith('.test.js'))
  .filter(name => wanted.length === 0 || wanted.some(part => name.includes(part)))
  .map(name => join(root, 'build', 'test', name))
if (files.length === 0) throw new Error(`no test matches ${wanted}`)

// No settings of the shell may reach the programs under test.
const env = { ...process.env, FORCE_COLOR: undefined }
for (const name of Object.keys(env)) {
  if (/^(OUTSPAN|OTEL|APPINSIGHTS|APPLICATIONINSIGHTS)_|^NODE_OPTIONS$/.test(name)) delete env[name]
}
// What an exporter under test cannot deliver is kept there.
env.TMPDIR = mkdtempSync(join(tmpdir(), 'outspan-tests-'))
const options = [
  '--test',
  '--test-reporter=spec',
  '--test-concurrency=2',
  '--enable-source-maps',
  '--expose-gc'
]
const { status } = spawnSync(process.execPath, [...options, ...files], {
  cwd: root,
  env,
  stdio: 'inherit'
})
rmSync(env.TMPDIR, { recursive: true, force: true })
process.exitCode = status ?? 1
