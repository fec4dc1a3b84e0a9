import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { runBothWays } from '../process/both-ways.js'
import type { Dependency } from '../process/dependency.js'
import { startTarget } from '../process/target-server.js'
import type { Expected } from '../process/telemetry-check.js'
import { trustingOurCertificate } from '../process/trusted-certificate.js'
import { otherToolsFixture } from './other-tools-fixture.js'

/** What fixtures/mocked-calls.cjs calls before, beside and after the mocks. */
const realCalls = 18

/**
 * A mocked call of node:http has a span, and the header that any server gets: core makes a request,
 * and the mock is its server. A mocked fetch never comes to undici.
 */
function mocked(path: string, resultCode: string): readonly Expected[] {
  const success = Number(resultCode) < 400
  return ['GET', 'GET', 'POST'].map(method => ({
    name: `${method} ${path}`,
    target: 'mocked.test',
    resultCode,
    success
  }))
}

const answered: readonly Expected[] = ['GET /get', 'GET /array-headers', 'POST /request'].map(
  call => ({ name: call.replace('/', '/mocked/'), resultCode: '201', success: true })
)

test("nock's mocks are to a program as without the agent, and the calls after its restore traced (K04-05)", async t => {
  const { dependencies } = await runMocked(t, 'nock', [
    ...answered,
    ...mocked('/mocked/headers', '200'),
    ...mocked('/mocked/error', 'Error'),
    ...mocked('/mocked/late', '404'),
    ...mocked('/mocked/unknown', 'ERR_NOCK_NO_MATCH'),
    { name: 'POST /mocked/body', resultCode: '200' }
  ])
  assert.equal(realOnes(dependencies).length, realCalls)
})

test("MSW's handlers are to a program as without the agent, and the calls after its close traced (K06-07)", async t => {
  const { dependencies } = await runMocked(t, 'msw', [
    ...answered,
    ...mocked('/mocked/late', '404'),
    ...mocked('/mocked/error', 'TypeError'),
    ...mocked('/mocked/own', '200'),
    ...mocked('/mocked/own', '201')
  ])
  assert.equal(realOnes(dependencies).length, realCalls)
})

test("sinon's stubs are to a program as without the agent, and every real call is traced (K08)", async t => {
  const { dependencies } = await runMocked(t, 'sinon', [])
  assert.equal(dependencies.length, realCalls + 5)
})

async function runMocked(t: TestContext, library: string, unanswered: readonly Expected[]) {
  const target = await startTarget(t)
  const args = [library, target.http, target.https]
  const env = trustingOurCertificate(t)
  const program = { file: otherToolsFixture('mocked-calls.cjs'), args, env }
  return runBothWays(t, target, program, { unanswered })
}

function realOnes(dependencies: readonly Dependency[]): readonly Dependency[] {
  return dependencies.filter(({ target }) => target !== 'mocked.test')
}
