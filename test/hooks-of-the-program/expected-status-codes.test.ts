import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { assertOneLine, assertProgramUntouched } from '../process/agent-lines.js'
import { runBothWays } from '../process/both-ways.js'
import type { Exchange } from '../process/exchange.js'
import { sendingTo, withAgent } from '../process/preload.js'
import { runProgram } from '../process/run-program.js'
import { startTarget, type TargetServer } from '../process/target-server.js'
import { createTemporaryFolder } from '../process/temporary-folder.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { hooksFixture } from './traced-from-code.js'

/** The first of two servers, and what is no failure of which. */
type Rule = readonly [
  codes: (first: TargetServer) => Record<string, readonly number[]>,
  isExpected: (exchange: Exchange, first: TargetServer) => boolean
]

const rules: Readonly<Record<string, Rule>> = {
  'a host, on any port': [
    () => ({ '127.0.0.1': [404, 409] }),
    ({ status }) => status === 404 || status === 409
  ],
  'host:port, there only': [
    ({ httpPort }) => ({ [`127.0.0.1:${httpPort}`]: [404] }),
    ({ status, origin }, { http }) => status === 404 && origin === http
  ],
  'any host': [() => ({ '*': [500] }), ({ status }) => status === 500],
  'any host, and one more code for one': [
    ({ httpPort }) => ({ '*': [404], [`127.0.0.1:${httpPort}`]: [500] }),
    ({ status, origin }, { http }) => status === 404 || (status === 500 && origin === http)
  ],
  'another host': [() => ({ 'other.test': [404], '*.test': [500] }), () => false]
}

for (const [what, [codesOf, isExpected]] of Object.entries(rules)) {
  test(`a status expected of ${what} is no failure, and every other is one (N07)`, async t => {
    await runWith(t, first => inEnvironment(codesOf(first)), isExpected)
  })
}

test('codes that the configuration file expects are no failures (N07)', async t => {
  const file = join(createTemporaryFolder(t), 'outspan.config.json')
  writeFileSync(file, '{ "expectedStatusCodes": { "*": [409] } }')
  const settings = { OUTSPAN_CONFIG_FILE: file }
  await runWith(
    t,
    () => settings,
    ({ status }) => status === 409
  )
})

const wrong: Readonly<Record<string, string>> = {
  '404,409': '"404,409"',
  '[404]': '"[404]"',
  '{"*": 404}': '404',
  '{"*": ["404"]}': '404',
  '{"*": [99]}': '99',
  '{"*": [600]}': '600',
  '{"*": [404.5]}': '404.5',
  '{"*": null}': 'null',
  '{"http://api.test/": [404]}': '"http://api.test/"',
  '{"": [404]}': '""'
}

for (const [value, shown] of Object.entries(wrong)) {
  test(`OUTSPAN_EXPECTED_STATUS_CODES of ${value} costs one line that names it, and no call`, async t => {
    const target = await startTarget(t)
    const standIn = await startStandIn(t)
    const program = { file: hooksFixture('answers-with-failures.cjs'), args: [target.http] }
    const bare = await runProgram(program)
    const settings = { ...sendingTo(standIn), OUTSPAN_EXPECTED_STATUS_CODES: value }
    const traced = await runProgram(withAgent(program, settings))
    assertProgramUntouched(traced, bare)
    const parts = ['expectedStatusCodes (from OUTSPAN_EXPECTED_STATUS_CODES)', shown]
    assertOneLine(traced, [...parts, 'allowed', 'the program runs untraced'])
    assert.equal(standIn.requests.length, 0)
  })
}

async function runWith(
  t: TestContext,
  settingsFor: (first: TargetServer) => Record<string, string>,
  isExpected: Rule[1]
): Promise<void> {
  const [first, second] = [await startTarget(t), await startTarget(t)]
  const both = {
    takeExchanges: async () => [...(await first.takeExchanges()), ...(await second.takeExchanges())]
  }
  const args = [first.http, second.http]
  const program = { file: hooksFixture('answers-with-failures.cjs'), args }
  const { dependencies } = await runBothWays(t, both, program, {
    settings: settingsFor(first),
    except: exchange => (isExpected(exchange, first) ? { success: true } : { success: false })
  })
  for (const { success, resultCode, properties } of dependencies) {
    assert.equal(properties['error.type'], success ? undefined : resultCode)
  }
}

function inEnvironment(codes: Record<string, readonly number[]>): Record<string, string> {
  return { OUTSPAN_EXPECTED_STATUS_CODES: JSON.stringify(codes) }
}
