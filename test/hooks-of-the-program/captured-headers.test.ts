import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { undiciVersions } from '../other-tools/undici-versions.js'
import { type Dependency, readDependency } from '../process/dependency.js'
import { sendingTo, withAgent } from '../process/preload.js'
import { runProgram } from '../process/run-program.js'
import { assertNoFaults } from '../process/telemetry-check.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { hooksFixture } from './traced-from-code.js'

const first = '["first"]'
const second = '["second","third"]'
/** What fixtures/captured-headers.cjs sends, by the path of the call; fetch joins by itself. */
const sent = {
  '/http': second,
  '/http-flat': second,
  '/http-pairs': second,
  '/http-set-later': second,
  '/http-expect': second,
  '/fetch': '["second, third"]',
  '/undici': second,
  '/undici-flat': second
}

for (const undici of undiciVersions) {
  test(`request headers are captured whatever their case, form and number, with ${undici} too (H01-02)`, async t => {
    const dependencies = await runCaptured(t, undici)
    const captured = Object.keys(sent).map(path => {
      const { properties } = find(dependencies, path)
      assert.equal(properties['http.request.header.x-one'], first, path)
      return [path, properties['http.request.header.x-two']]
    })
    assert.deepEqual(Object.fromEntries(captured), sent)
  })

  test(`response headers are captured whatever their case and number, with ${undici} too`, async t => {
    const dependencies = await runCaptured(t, undici)
    for (const path of Object.keys(sent)) {
      const { properties } = find(dependencies, path)
      assert.equal(properties['http.response.header.x-reply'], '["one"]', path)
      assert.equal(properties['http.response.header.set-cookie'], '["a=1","b=2"]', path)
      // node:http joins what came several times; undici does not.
      const many = properties['http.response.header.x-many'] ?? ''
      assert.deepEqual(JSON.parse(many).join(', '), 'first, second', path)
    }
  })
}

test('headers that were not asked for, or are not there, leave nothing on the span', async t => {
  const dependencies = await runCaptured(t, 'undici')
  const names = dependencies.flatMap(({ properties }) => Object.keys(properties))
  const captured = new Set(names.filter(name => name.startsWith('http.')))
  assert.deepEqual([...captured].sort(), [
    'http.request.header.x-one',
    'http.request.header.x-two',
    'http.response.header.set-cookie',
    'http.response.header.x-many',
    'http.response.header.x-reply'
  ])
  const without = Object.keys(find(dependencies, '/without').properties)
  assert.deepEqual(
    without.filter(name => name.startsWith('http.')),
    []
  )
})

async function runCaptured(t: TestContext, undici: string): Promise<readonly Dependency[]> {
  const standIn = await startStandIn(t)
  const program = { file: hooksFixture('captured-headers.cjs'), args: [undici] }
  const settings = {
    ...sendingTo(standIn),
    OUTSPAN_CAPTURE_REQUEST_HEADERS: 'X-One, x-TWO, x-missing',
    OUTSPAN_CAPTURE_RESPONSE_HEADERS: '["x-reply", "Set-Cookie", "x-many", "x-missing"]'
  }
  const { stderr, code } = await runProgram(withAgent(program, settings))
  assert.deepEqual([stderr, code], ['', 0])
  assertNoFaults(standIn)
  const calls = standIn.envelopes.filter(({ data }) => data.baseType === 'RemoteDependencyData')
  return calls.map(readDependency)
}

function find(dependencies: readonly Dependency[], path: string): Dependency {
  const found = dependencies.filter(({ name }) => name.endsWith(` ${path}`))
  assert.equal(found.length, 1, path)
  return found[0] as Dependency
}
