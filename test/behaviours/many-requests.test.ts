import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { assertProgramUntouched } from '../process/agent-lines.js'
import { sendingTo, withAgent } from '../process/preload.js'
import { runProgram } from '../process/run-program.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { fixture } from './fixture.js'

for (const client of ['http', 'fetch', 'undici']) {
  test(`10,000 requests of ${client} leave no listener, request, response or span behind (L22-23)`, async t => {
    const standIn = await startStandIn(t)
    const url = await startPlainServer(t)
    const file = fixture('many-requests.cjs')
    const program = { file, args: [url, client], nodeArgs: ['--expose-gc'] }
    const bare = await runProgram(program)
    const settings = { ...sendingTo(standIn), WATCH_SPANS: '1' }
    const traced = await runProgram(withAgent(program, settings))
    assertProgramUntouched(traced, bare)
    assert.match(bare.stdout, /^calls 10000 10000\n/)
    assert.deepEqual([bare.stderr, traced.stderr], ['spans 0\n', 'spans 10000\n'])
    assert.equal(bare.stdout.match(/few true/g)?.length, 3)
    assert.match(bare.stdout, /heap as before\n$/)
    assert.ok(standIn.envelopes.length > 1000)
  })
}

async function startPlainServer(t: TestContext): Promise<string> {
  const server = createServer((_, response) => response.end('ok'))
  server.keepAliveTimeout = 120_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
