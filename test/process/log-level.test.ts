import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createFolder } from '../config/temporary-folder.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { sendingTo } from './preload.js'
import { repository } from './repository.js'
import { type Program, runProgram } from './run-program.js'

const preload = { nodeArgs: ['-r', join(repository, 'register.js')] }

/** What the agent says beside code with a setting that is none, and a key that is no GUID. */
async function readLines(
  t: TestContext,
  code: string,
  settings: Readonly<Record<string, string>>,
  how: Pick<Program, 'nodeArgs'> = {}
): Promise<string> {
  const cwd = createFolder(t, {
    'app.js': `const outspan = ${JSON.stringify(repository)}\n${code}`,
    'outspan.config.json': JSON.stringify({ foo: 1, ...settings })
  })
  const env = sendingTo(await startStandIn(t, { instrumentationKey: 'short' }))
  const outcome = await runProgram({ file: 'app.js', cwd, env, ...how })
  assert.equal(outcome.code, 0, outcome.stderr)
  return outcome.stderr
}

const off = { logLevel: 'off' }
const starts: readonly (readonly [string, string, Pick<Program, 'nodeArgs'>?])[] = [
  ['the preload', '', preload],
  ['traceIntegrations', "require(outspan).traceIntegrations(['http'])"],
  ['getTracer', 'require(outspan).getTracer()'],
  ['an exporter', 'new (require(outspan).AzureExporter)()'],
  ['a middleware', "require(outspan + '/dist/koa').koaMiddleware()"]
]

for (const [what, code, how] of starts) {
  test(`${what} warns of settings, and at the level off does not`, async t => {
    const lines = await readLines(t, code, {}, how)
    assert.match(lines, /^outspan: .* unknown settings: foo\noutspan: .*GUID.*\n$/)
    assert.equal(await readLines(t, code, off, how), '')
  })
}

test('a middleware that is given the level debug tells of its requests', async t => {
  const code = `const { createServer, get } = require('node:http')
    const trace = require(outspan + '/dist/express').expressMiddleware({ logLevel: 'debug' })
    const serve = (request, response) => trace(request, response, () => response.end())
    const server = createServer(serve).listen(0, '127.0.0.1', () =>
      get({ ...server.address(), host: '127.0.0.1', agent: false }, response =>
        response.resume().on('end', () => server.close())))`
  assert.match(await readLines(t, code, off), /^outspan: request GET \/: traced, /m)
})

test('a level that code has given stays when code goes on without one', async t => {
  const code = `const { AzureExporter, traceIntegrations } = require(outspan)
    traceIntegrations(['http'], { logLevel: 'off' })
    new AzureExporter()
    traceIntegrations(['http-server'])`
  assert.equal(await readLines(t, code, {}), '')
})
