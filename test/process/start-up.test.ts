import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join, relative } from 'node:path'
import { test } from 'node:test'
import { registerFile, repository } from './repository.js'

const connectionString =
  'InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=http://127.0.0.1:9'

test('a start-up reads the preload, one file of the agent, and shimmer', () => {
  const show = 'process.stdout.write(JSON.stringify(Object.keys(require.cache)))'
  const output = execFileSync(process.execPath, ['-r', registerFile, '-e', show], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString }
  })
  const read = (JSON.parse(output) as string[]).map(path => relative(repository, path))
  assert.deepEqual(read, [
    'register.js',
    join('dist', 'agent.js'),
    join('node_modules', 'shimmer', 'index.js')
  ])
})
