import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { readDependency } from '../process/dependency.js'
import { repository } from '../process/repository.js'
import { runProgram } from '../process/run-program.js'
import { readStoredText } from '../process/stored-text.js'
import { startTarget } from '../process/target-server.js'
import { assertNoFaults } from '../process/telemetry-check.js'
import { createTemporaryFolder } from '../process/temporary-folder.js'
import { trustingOurCertificate } from '../process/trusted-certificate.js'
import { localhostCertificate } from '../tools/localhost-certificate.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { startTokenService } from './token-service.js'

test('a credential of @azure/identity is asked once, its own calls are not traced, and its token is nowhere but in the header', async t => {
  const service = await startTokenService(t)
  const target = await startTarget(t)
  const standIn = await startStandIn(t, { tls: localhostCertificate })
  const outcome = await runProgram({
    file: join(repository, 'test', 'credentials', 'fixtures', 'client-secret.cjs'),
    args: [service.url, target.http, `${standIn.connectionString};AADAudience=api://telemetry`],
    env: trustingOurCertificate(t)
  })
  assert.deepEqual([outcome.stdout, outcome.stderr, outcome.code], ['2\n', '', 0])
  assertNoFaults(standIn)
  const dependencies = standIn.envelopes.map(readDependency)
  assert.deepEqual(dependencies.map(({ name }) => name).sort(), ['GET /a', 'GET /b'])
  const headers = standIn.requests.map(request => request.headers['authorization'])
  assert.deepEqual([...new Set(headers)], ['Bearer token-number-1'])
  assert.deepEqual(
    service.asked.map(form => form.get('scope')),
    ['api://telemetry/.default']
  )
  assert.deepEqual(service.traceparents, [])
  assert.doesNotMatch(JSON.stringify(standIn.received), /token-number|the secret/)
})

test('what is kept on disk, and what is told, has nothing of a token or secret', async t => {
  const service = await startTokenService(t)
  const target = await startTarget(t)
  const standIn = await startStandIn(t, { tls: localhostCertificate })
  standIn.answer({ status: 401 })
  const directory = createTemporaryFolder(t)
  const { stderr } = await runProgram({
    file: join(repository, 'test', 'credentials', 'fixtures', 'client-secret.cjs'),
    args: [service.url, target.http, standIn.connectionString],
    env: { ...trustingOurCertificate(t), OUTSPAN_STORAGE_DIRECTORY: directory }
  })
  assert.match(stderr, /answered 401, it wants a token/)
  const stored = readStoredText(directory)
  assert.match(stored, /GET \/a/)
  assert.doesNotMatch(stored + stderr, /token-number|the secret|[Bb]earer/)
})
