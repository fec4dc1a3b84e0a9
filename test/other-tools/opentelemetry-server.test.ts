import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Envelope } from '../../tools/ingestion-stand-in/server.js'
import type { Exchange } from '../process/exchange.js'
import { sendingTo } from '../process/preload.js'
import { registerFile } from '../process/repository.js'
import { runProgram } from '../process/run-program.js'
import { startTarget } from '../process/target-server.js'
import { assertNoFaults } from '../process/telemetry-check.js'
import { createTemporaryFolder } from '../process/temporary-folder.js'
import { localhostCertificate } from '../tools/localhost-certificate.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { otherToolsFixture } from './other-tools-fixture.js'

const opentelemetry = otherToolsFixture('opentelemetry.cjs')
const https = otherToolsFixture('loads-https.cjs')
const orders = {
  'loaded before us': ['-r', opentelemetry, '-r', registerFile],
  'and https loaded before us': ['-r', opentelemetry, '-r', https, '-r', registerFile],
  'loaded after us': ['-r', registerFile, '-r', opentelemetry]
}

for (const [order, nodeArgs] of Object.entries(orders)) {
  test(`what a server beside OpenTelemetry ${order} calls belongs to our request, under their header (K01)`, async t => {
    const target = await startTarget(t)
    const standIn = await startStandIn(t)
    const pem = join(createTemporaryFolder(t), 'both.pem')
    writeFileSync(pem, `${localhostCertificate.cert}\n${localhostCertificate.key}`)
    const program = { file: otherToolsFixture('serves-with-calls.cjs'), args: [target.http, pem] }
    const outcome = await runProgram({ ...program, nodeArgs, env: sendingTo(standIn) })
    assert.equal(outcome.code, 0, outcome.stderr)
    assertNoFaults(standIn)
    const theirs = readClientIds(outcome.stdout)
    const exchanges = await target.takeExchanges()
    assert.deepEqual(exchanges.map(idsSent).sort(), [...theirs].sort())
    const dependencies = standIn.envelopes.filter(isDependency)
    assert.deepEqual(dependencies.map(idsOfParent).sort(), [...theirs].sort())
    assert.deepEqual(dependencies.map(describe).sort(), [
      'GET /hello/plain/fetch for GET /plain',
      'GET /hello/plain/http for GET /plain',
      'GET /hello/secure/fetch for GET /secure',
      'GET /hello/secure/http for GET /secure'
    ])
  })
}

/** Trace and span of each call, as fixtures/opentelemetry.cjs prints its spans. */
function readClientIds(stdout: string): readonly string[] {
  return [...stdout.matchAll(/^span (.*)$/gm)]
    .map(([, json = '']) => JSON.parse(json))
    .filter(({ kind, attributes }) => kind === 2 && attributes['url.path'] !== '/v2.1/track')
    .map(({ ids }) => `${ids.traceId}-${ids.spanId}`)
}

function idsSent(exchange: Exchange): string {
  const headers = exchange.all('traceparent')
  assert.equal(headers.length, 1, exchange.url)
  return headers[0]?.slice('00-'.length, -'-01'.length) ?? ''
}

function isDependency({ data }: Envelope): boolean {
  return data.baseType === 'RemoteDependencyData'
}

function idsOfParent({ tags = {} }: Envelope): string {
  return `${tags['ai.operation.id']}-${tags['ai.operation.parentId']}`
}

function describe({ tags = {}, data }: Envelope): string {
  return `${data.baseData.name} for ${tags['ai.operation.name']}`
}
