import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createFolder } from '../config/temporary-folder.js'
import { sendingTo } from '../process/preload.js'
import { repository } from '../process/repository.js'
import { runProgram } from '../process/run-program.js'
import { startStandIn } from '../tools/start-stand-in.js'

const app = `const { getTracer } = require('outspan')
  getTracer().span('one', () => undefined); getTracer().span('two', () => undefined)`

/** What the agent says at the level debug. */
async function readLog(t: TestContext, env: Readonly<Record<string, string>>): Promise<string> {
  const cwd = createFolder(t, { 'app.js': app.replace("'outspan'", JSON.stringify(repository)) })
  const nodeArgs = ['-r', join(repository, 'register.js')]
  const settings = { ...env, OUTSPAN_LOG_LEVEL: 'debug', OUTSPAN_STORAGE_DIRECTORY: cwd }
  return (await runProgram({ file: 'app.js', nodeArgs, cwd, env: settings })).stderr
}

test('at the level debug the log tells what the service said to each export', async t => {
  const standIn = await startStandIn(t)
  standIn.answer({
    status: 206,
    body: JSON.stringify({
      itemsReceived: 2,
      itemsAccepted: 1,
      errors: [{ index: 1, statusCode: 400, message: '109: Field is missing' }]
    })
  })
  const log = await readLog(t, sendingTo(standIn))
  assert.match(log, /2 items to http:\S+: answered 206, 1 accepted, 1 rejected \(400\)\n/)
})

test('at the level debug the log tells what was kept, and sent again', async t => {
  const log = await readLog(t, {
    APPLICATIONINSIGHTS_CONNECTION_STRING:
      'InstrumentationKey=a;IngestionEndpoint=http://127.0.0.1:1'
  })
  assert.match(log, /2 items to http:\S+: failed \(ECONNREFUSED\)\n/)
  assert.match(log, /2 items are kept for later\n/)
  assert.match(log, /2 items that were kept are sent\n/)
})
