import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertProgramUntouched } from '../process/agent-lines.js'
import { checkTelemetry, runOnTarget, runUnchecked } from '../process/both-ways.js'
import { byCase, type CaseTable } from '../process/case-table.js'
import { cancelled, cancelledInBody, failed } from '../process/expected-ends.js'
import { startTarget } from '../process/target-server.js'
import type { Expected } from '../process/telemetry-check.js'
import { fixture } from './fixture.js'

/** The error of a socket ends the call, whoever gave it; nothing of it can be read but its type. */
const failedByObject: Expected = { resultCode: 'object', success: false }

const other: CaseTable = {
  'E14-destroyed-in-body-error': cancelledInBody,
  'E14-destroyed-in-body-proxy': cancelledInBody,
  'E14-emitted-error': failedByObject,
  'E14-emitted-proxy': failedByObject,
  'E14-emitted-message': failed('Error'),
  'E14-undici-aborted-error': cancelled,
  'E14-undici-aborted-proxy': cancelled,
  'E14-undici-body-destroyed-error': cancelledInBody,
  'E14-undici-body-destroyed-proxy': cancelledInBody,
  'E14-fetch-aborted-error': cancelledInBody,
  'E14-fetch-aborted-proxy': cancelledInBody
}

/** The connection was made, and nothing sent over it. */
const unanswered: readonly Expected[] = [
  { name: 'GET /hang/E14-destroyed-error', ...cancelled },
  { name: 'GET /hang/E14-destroyed-proxy', ...cancelled },
  { name: 'GET /hang/E14-socket-destroyed-error', ...failedByObject },
  { name: 'GET /hang/E14-socket-destroyed-proxy', ...failedByObject }
]

test('errors and headers that throw when they are read change nothing but, at most, one line of the agent (E14)', async t => {
  const target = await startTarget(t)
  const program = { file: fixture('hostile-objects.cjs'), args: [target.http] }
  const runs = await runUnchecked(t, target, program)
  assertProgramUntouched(runs.traced.outcome, runs.bare.outcome)
  assert.match(runs.bare.outcome.stdout, /E14-undici-headers-with-a-getter\n {2}thrown/)
  await t.test('their calls are recorded as they ended', () => {
    checkTelemetry(runs, { except: byCase(other), unanswered })
  })
  await t.test('one line is logged at most', () => {
    const lines = runs.traced.outcome.stderr.match(/^outspan: .*/gm) ?? []
    assert.ok(lines.length <= 1, lines.join('\n'))
  })
})

test('a path that is no string is read as often as without the agent (E14, F18-20)', async t => {
  const { traced } = await runOnTarget(t, ({ http }) => {
    return { file: fixture('path-object.cjs'), args: [http] }
  })
  assert.match(traced.outcome.stdout, /^200\n/)
})
