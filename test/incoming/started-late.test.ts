import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { sendingTo, withAgent } from '../process/preload.js'
import { repository } from '../process/repository.js'
import { runProgram } from '../process/run-program.js'
import { assertNoFaults } from '../process/telemetry-check.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { readRequest } from './served-request.js'

test('a server that listens already is traced while tracing is on, and not before or after (M04)', async t => {
  const standIn = await startStandIn(t)
  const file = join(repository, 'test', 'incoming', 'fixtures', 'started-late.mjs')
  const outcome = await runProgram({ file, args: [standIn.connectionString] })
  assert.deepEqual([outcome.stderr, outcome.code], ['', 0])
  const lines = ['/under-way false', '/during true', '/_blacklisted false', '/after false']
  assert.equal(outcome.stdout, ["[ 'http-server' ]", ...lines, ''].join('\n'))
  assertNoFaults(standIn)
  const names = standIn.envelopes.map(envelope => readRequest(envelope).name)
  assert.deepEqual(names, ['GET /during'])
})

test('to turn one integration on again leaves what another one has open', async t => {
  const standIn = await startStandIn(t)
  const file = join(repository, 'test', 'incoming', 'fixtures', 'traces-while-serving.cjs')
  const outcome = await runProgram(withAgent({ file }, sendingTo(standIn)))
  assert.deepEqual([outcome.stderr, outcome.code], ['', 0])
  const requests = standIn.envelopes.filter(({ data }) => data.baseType === 'RequestData')
  const [request] = requests.map(readRequest)
  assert.equal(request?.responseCode, '200')
  assert.equal(request.properties['outspan.incomplete'], undefined)
})
