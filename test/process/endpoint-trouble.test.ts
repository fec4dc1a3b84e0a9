import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Answer } from '../../tools/ingestion-stand-in/server.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { assertOneLine, assertProgramUntouched } from './agent-lines.js'
import { sendingTo, withAgent } from './preload.js'
import { fixture } from './repository.js'
import { runProgram } from './run-program.js'
import { startTarget } from './target-server.js'
import { assertNoFaults } from './telemetry-check.js'

const key = '00000000-0000-0000-0000-000000000001'

test('an endpoint that nobody listens on costs one warning, and the program ends as ever', async t => {
  const outcome = await runOnce(t, connectionTo('http://127.0.0.1:2'))
  assertOneLine(outcome, ['http://127.0.0.1:2/v2.1/track', 'ECONNREFUSED'])
})

test('an endpoint whose name is unknown costs one warning, and the program ends as ever', async t => {
  const outcome = await runOnce(t, connectionTo('http://nowhere.invalid'))
  assertOneLine(outcome, ['http://nowhere.invalid/v2.1/track', /ENOTFOUND|EAI_AGAIN/])
})

const html = {
  headers: { 'content-type': 'text/html' },
  body: '<html><body>Sign in to the guest network</body></html>',
  accept: false
} as const

for (const status of [200, 404, 500]) {
  test(`an endpoint that answers ${status} with HTML costs one warning that says so`, async t => {
    const { outcome, standIn } = await runAgainst(t, { ...html, status })
    assertOneLine(outcome, [`${status}`])
    assert.equal(standIn.envelopes.length, 0)
  })
}

for (const ending of ['close', 'reset', 'hang'] as const) {
  test(`an endpoint that always ends with a ${ending} does not keep the program`, async t => {
    const { outcome, standIn } = await runAgainst(t, { ending })
    if (ending !== 'hang') assertOneLine(outcome, [`${standIn.endpoint}v2.1/track`])
    assert.ok(standIn.requests.length > 0)
  })
}

const passing: Readonly<Record<string, Answer>> = {
  'closes the connection': { ending: 'close' },
  'resets the connection': { ending: 'reset' },
  'is throttling': { status: 429 },
  'fails with 500 and HTML': { ...html, status: 500 },
  'fails with 503': { status: 503 },
  'cuts a refusal': { status: 500, ending: 'cut', accept: false }
}

for (const [what, answer] of Object.entries(passing)) {
  test(`an endpoint that ${what} once gets every item once, and costs one warning`, async t => {
    const { outcome, standIn } = await runAgainst(t, {}, answer)
    assertOneLine(outcome, [`${standIn.endpoint}v2.1/track`])
    assert.equal(standIn.requests.length, 2)
    assert.equal(standIn.envelopes.length, 1)
  })
}

test('an endpoint that asks for a pause is not asked again, and gets the item from the next run', async t => {
  const standIn = await startStandIn(t)
  standIn.answerOnce({ status: 429, headers: { 'retry-after': '3600' } })
  const settings = sendingTo(standIn)
  assertOneLine(await runOnce(t, settings), [`${standIn.endpoint}v2.1/track`, '429', '3600'])
  assert.equal(standIn.requests.length, 1)
  assert.equal((await runOnce(t, settings)).stderr, '')
  assert.equal(standIn.envelopes.length, 2)
  assertNoFaults(standIn)
})

test('an endpoint that cuts its consent is not sent the items again', async t => {
  const { outcome, standIn } = await runAgainst(t, {}, { ending: 'cut' })
  assert.equal(outcome.stderr, '')
  assert.equal(standIn.requests.length, 1)
  assert.equal(standIn.envelopes.length, 1)
})

function connectionTo(endpoint: string): Record<string, string> {
  const connectionString = `InstrumentationKey=${key};IngestionEndpoint=${endpoint}`
  return sendingTo({ connectionString })
}

async function runAgainst(t: TestContext, lasting: Answer, ...once: readonly Answer[]) {
  const standIn = await startStandIn(t)
  standIn.answer(lasting)
  standIn.answerOnce(...once)
  const outcome = await runOnce(t, sendingTo(standIn))
  assertNoFaults(standIn)
  return { outcome, standIn }
}

async function runOnce(t: TestContext, settings: Record<string, string>) {
  const target = await startTarget(t)
  const program = { file: fixture('one-call.cjs'), args: [target.http] }
  const bare = await runProgram(program)
  const outcome = await runProgram(withAgent(program, settings))
  assertProgramUntouched(outcome, bare)
  return outcome
}
