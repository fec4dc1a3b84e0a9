import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { startNameServer } from '../tools/name-server.js'
import { withAgent } from './preload.js'
import { fixture } from './repository.js'
import { type Outcome, runProgram } from './run-program.js'
import { startTarget } from './target-server.js'
import { createTemporaryFolder } from './temporary-folder.js'

const key = 'InstrumentationKey=00000000-0000-0000-0000-000000000001'
const notDelivered = 'did not take telemetry (the program has ended before)'

/** One call, while the packets to the name servers are lost. @returns also the files that are kept */
async function runWithoutNames(t: TestContext, script: string, env = {}) {
  const { http } = await startTarget(t)
  const nameServer = await startNameServer(t, 'is silent')
  const storage = createTemporaryFolder(t)
  const program = { file: '-e', args: [script, http], env: { NAME_SERVER: nameServer.address } }
  const settings = {
    APPLICATIONINSIGHTS_CONNECTION_STRING: `${key};IngestionEndpoint=https://collector.example/`,
    OUTSPAN_STORAGE_DIRECTORY: storage,
    ...env
  }
  const traced = withAgent(program, settings)
  const nodeArgs = ['-r', fixture('point-to-name-server.cjs'), ...(traced.nodeArgs ?? [])]
  const outcome = await runProgram({ ...traced, nodeArgs })
  assert.ok(nameServer.questions > 0)
  const kept = readdirSync(storage, { recursive: true, encoding: 'utf8' })
  return { outcome, kept: kept.filter(file => file.endsWith('.batch')) }
}

/** The system's own lookup, which would delay it, was not called. @param asked what came of questions */
function assertUndelayed({ code, endedByItself, stdout }: Outcome, asked: RegExp): void {
  assert.deepEqual([code, endedByItself], [0, true])
  assert.match(stdout, asked)
}

const call = "require('node:http').get(process.argv[1]"
const asked = { 'the endpoint': {}, 'its proxy': { HTTPS_PROXY: 'http://collector.example:8080' } }

for (const [whose, proxy] of Object.entries(asked)) {
  test(`name servers that do not answer for ${whose} delay the natural end by the grace alone, and the batch is kept`, async t => {
    const script = `${call}, response => response.resume())`
    const settings = { ...proxy, OUTSPAN_EXIT_GRACE_PERIOD: '200' }
    const { outcome, kept } = await runWithoutNames(t, script, settings)
    assertUndelayed(outcome, /^(ECANCELLED\n)+$/)
    assert.ok(outcome.stderr.includes(notDelivered), outcome.stderr)
    assert.equal(kept.length, 1)
  })

  test(`name servers that do not answer for ${whose} do not delay process.exit(), and the batch is kept`, async t => {
    const exit = "response.resume().on('end', () => setTimeout(process.exit, 400))"
    const settings = { ...proxy, OUTSPAN_EXPORT_INTERVAL: '1' }
    const { outcome, kept } = await runWithoutNames(t, `${call}, response => ${exit})`, settings)
    assertUndelayed(outcome, /^$/)
    assert.equal(kept.length, 1)
  })
}
