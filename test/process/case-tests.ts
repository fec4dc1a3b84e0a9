import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type BothWaysOptions, checkTelemetry, runUnchecked } from './both-ways.js'
import { fixture } from './repository.js'
import { assertSameLines, assertSameOnTheWire, visibleEnd } from './same-behaviour.js'
import { startTarget } from './target-server.js'
import { trustingOurCertificate } from './trusted-certificate.js'

/**
 * Runs a program of fixtures/cases without and with the agent, and makes a test of each of its
 * cases, one of what the server saw, and one of the telemetry of all.
 */
export function testCases(subject: string, name: string, options: BothWaysOptions = {}): void {
  test(subject, async t => {
    const runs = await runCases(t, name, options)
    const bare = splitCases(runs.bare.outcome.stdout)
    const traced = splitCases(runs.traced.outcome.stdout)
    await t.test('the program with the agent ends as without it', () => {
      assert.deepEqual([...traced.keys()], [...bare.keys()])
      assertSameLines(visibleEnd(runs.traced.outcome), visibleEnd(runs.bare.outcome))
    })
    for (const [key, transcript] of bare) {
      await t.test(`${key} is to the program as without the agent`, () => {
        assertSameLines(traced.get(key) ?? '', transcript)
      })
    }
    await t.test(
      'the server gets what it gets without the agent, but for the trace headers',
      () => {
        assertSameOnTheWire(runs.traced.exchanges, runs.bare.exchanges)
      }
    )
    await t.test('every exchange has its one header and its one true dependency', () => {
      checkTelemetry(runs, options)
    })
  })
}

async function runCases(t: TestContext, name: string, options: BothWaysOptions) {
  const target = await startTarget(t)
  const args = [target.http, target.https]
  const program = { file: fixture(`cases/${name}`), args, env: trustingOurCertificate(t) }
  return runUnchecked(t, target, program, options)
}

/** A name at the start of a line, and the lines below it. */
function splitCases(stdout: string): ReadonlyMap<string, string> {
  const parts = stdout.split(/^(?=\S)/m)
  return new Map(parts.map(part => [part.slice(0, part.indexOf('\n')), part]))
}
