import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { assertOneLine } from '../process/agent-lines.js'
import { type Dependency, readDependency } from '../process/dependency.js'
import type { Exchange } from '../process/exchange.js'
import { sendingTo } from '../process/preload.js'
import { registerFile } from '../process/repository.js'
import { type Outcome, type Program, runProgram } from '../process/run-program.js'
import { assertSameLines, assertSameOnTheWire } from '../process/same-behaviour.js'
import { startTarget } from '../process/target-server.js'
import { assertNoFaults } from '../process/telemetry-check.js'
import { trustingOurCertificate } from '../process/trusted-certificate.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { otherToolsFixture } from './other-tools-fixture.js'
import { undiciVersions } from './undici-versions.js'

const opentelemetry = otherToolsFixture('opentelemetry.cjs')
const orders = {
  'loaded before us': ['-r', opentelemetry, '-r', registerFile],
  'loaded after us': ['-r', registerFile, '-r', opentelemetry],
  'loaded before us, who come with --import': ['-r', opentelemetry, '--import', registerFile]
}
/** What fixtures/calls-in-spans.cjs makes; one client in ten is refused each time. */
const calls = 30
const answeredCalls = 27

for (const [order, nodeArgs] of Object.entries(orders)) {
  for (const undici of order === 'loaded after us' ? undiciVersions : ['undici']) {
    const subject = `OpenTelemetry ${order}, with ${undici},`

    test(`${subject} and we: each records every call once, under one traceparent (K01-03)`, async t => {
      const { bare, traced } = await runBeside(t, nodeArgs, undici)
      assertOneLine(traced.outcome, [
        'also traced by @opentelemetry/instrumentation-http, @opentelemetry/instrumentation-undici'
      ])
      assert.equal(traced.outcome.code, 0)
      assertSameLines(printed(traced.outcome), printed(bare.outcome))
      assertSameLines(describeSpans(traced.outcome), describeSpans(bare.outcome))
      assertSameOnTheWire(traced.exchanges, bare.exchanges)
      assert.equal(traced.exchanges.length, answeredCalls)
      assert.equal(traced.dependencies.length, calls)
      assertInOneTrace(traced.dependencies, readSpans(traced.outcome), traced.exchanges)
    })
  }
}

test('OpenTelemetry does not see what we send (K01-03, B09-10)', async t => {
  const { traced, standIn } = await runBeside(t, orders['loaded after us'], 'undici')
  assert.ok(standIn.requests.length > 0)
  for (const { headers } of standIn.requests) assert.equal(headers['traceparent'], undefined)
  assert.deepEqual(readSpans(traced.outcome).filter(isOfExport), [])
})

/** What OpenTelemetry exported, as fixtures/opentelemetry.cjs prints it. */
interface OtherSpan {
  readonly ids: { readonly traceId: string; readonly spanId: string }
  readonly kind: number
  readonly attributes: Readonly<Record<string, unknown>>
}

/** A client's span, in OpenTelemetry's numbers. */
const client = 2

/** Ours is the child of theirs, each of another; the header of theirs has reached the server. */
function assertInOneTrace(
  dependencies: readonly Dependency[],
  others: readonly OtherSpan[],
  exchanges: readonly Exchange[]
): void {
  const calls = others.filter(span => span.kind === client && !isOfExport(span))
  const theirs = calls.map(({ ids }) => `${ids.traceId}-${ids.spanId}`)
  const ours = dependencies.map(({ traceId, parentId }) => `${traceId}-${parentId}`)
  assert.deepEqual([...ours].sort(), [...theirs].sort())
  for (const exchange of exchanges) {
    const headers = exchange.all('traceparent')
    assert.equal(headers.length, 1, exchange.url)
    const ids = headers[0]?.slice('00-'.length, -'-01'.length) ?? ''
    assert.ok(theirs.includes(ids), `${exchange.url} has the header of OpenTelemetry's span`)
    const dependency = dependencies[ours.indexOf(ids)]
    assert.equal(new URL(dependency?.data ?? '').pathname, exchange.url)
  }
}

async function runBeside(t: TestContext, nodeArgs: readonly string[], undici: string) {
  const target = await startTarget(t)
  const standIn = await startStandIn(t)
  const args = [target.http, target.https, undici]
  const env = trustingOurCertificate(t)
  const program = { file: otherToolsFixture('calls-in-spans.cjs'), args, env }
  const run = async (options: Pick<Program, 'nodeArgs' | 'env'>) => {
    const outcome = await runProgram({ ...program, ...options })
    return { outcome, exchanges: await target.takeExchanges() }
  }
  const bare = await run({ nodeArgs: ['-r', opentelemetry] })
  assert.equal(bare.outcome.stderr, '')
  const traced = await run({ nodeArgs, env: { ...env, ...sendingTo(standIn) } })
  assertNoFaults(standIn)
  return {
    bare,
    standIn,
    traced: { ...traced, dependencies: standIn.envelopes.map(readDependency) }
  }
}

function printed({ stdout }: Outcome): string {
  return stdout.replace(/^span .*\n/gm, '')
}

function readSpans({ stdout }: Outcome): readonly OtherSpan[] {
  return [...stdout.matchAll(/^span (.*)$/gm)].map(([, json = '']) => JSON.parse(json))
}

/** Without the ids, and the address of the client, which differ from run to run. */
function describeSpans(outcome: Outcome): string {
  return readSpans(outcome)
    .filter(span => !isOfExport(span))
    .map(({ ids, ...rest }) => JSON.stringify(rest, undefined, 1))
    .join('\n')
}

function isOfExport({ attributes }: OtherSpan): boolean {
  return attributes['url.path'] === '/v2.1/track'
}
