// Runs the compiled tests: all, or those whose path contains one of the arguments.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
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
process.exitCode = status ?? 1
