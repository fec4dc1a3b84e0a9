import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join, relative } from 'node:path'
import { test } from 'node:test'
import { isBundled, registerFile, repository } from './repository.js'

const connectionString =
  'InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=http://127.0.0.1:9'

/** What is loaded later, with the first call, or by other commands. */
const late =
  /[\\/](azure[\\/](envelope|delivery|transport|storage)|metrics|cli|run-report)[\\/]|((http|undici|server)-calls|call-rules|(express|koa)-requests|console-exporter|trace[\\/](span|tracer|trace-context|exception|redaction))\.js$/

test('a start-up reads the preload, and of the agent only what it needs to hook', () => {
  const show = 'process.stdout.write(JSON.stringify(Object.keys(require.cache)))'
  const output = execFileSync(process.execPath, ['-r', registerFile, '-e', show], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString }
  })
  const read = (JSON.parse(output) as string[]).map(path => relative(repository, path))
  const own = read.filter(path => path.startsWith('dist'))
  const others = read.filter(path => !own.includes(path))
  const shimmer = join('node_modules', 'shimmer', 'index.js')
  assert.deepEqual(others, isBundled ? ['register.js'] : ['register.js', shimmer])
  if (isBundled) assert.deepEqual(own, [join('dist', 'agent.js')])
  assert.deepEqual(
    own.filter(path => late.test(path)),
    []
  )
})
