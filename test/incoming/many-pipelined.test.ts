import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { roundsOf } from '../faults/seeded-random.js'
import type { Program } from '../process/run-program.js'
import { frameworks, packageCopy } from './package-copy.js'
import { runServing } from './serving.js'

const settings = { OUTSPAN_MAX_QUEUE_SIZE: '20000' }

test('10,000 pipelined requests on kept-alive connections never run in the context of another (C05, C10)', async t => {
  await testMany(t, 'many-pipelined.cjs', 10_000)
})

for (const [installedAs, name] of frameworks) {
  const count = roundsOf(2_000, 10_000)
  test(`${installedAs}: ${count} pipelined requests keep their id, and never run in the context of another`, async t => {
    const args = [name, packageCopy(installedAs, name), String(count)]
    const program = { args, bound: roundsOf(40_000, 200_000) }
    const names = await testMany(t, 'frameworks/many-pipelined.cjs', count, program)
    assert.deepEqual([...names], ['POST /items/:id'])
  })
}

/** One in a hundred calls. @returns the names of the requests */
async function testMany(
  t: TestContext,
  fixture: string,
  count: number,
  program?: Partial<Program>
): Promise<ReadonlySet<string>> {
  const { stdout, requests, dependencies } = await runServing(t, fixture, settings, program)
  const calls = count / 100
  assert.equal(stdout, `answers ${count} mismatches 0 []\ncalls ${calls} in a wrong trace 0\n`)
  const served = requests.filter(({ url }) => !url.endsWith('/called'))
  for (const { url, traceId, parentId, responseCode } of served) {
    const id = new URL(url).pathname.split('/').at(-1) ?? ''
    const expected = [id.padStart(32, 'a'), id.padStart(16, 'b'), '200']
    assert.deepEqual([traceId, parentId, responseCode], expected)
  }
  assert.equal(new Set(served.map(({ url }) => url)).size, count)
  assert.equal(served.length, count)
  const traceOf = new Map([...served, ...dependencies].map(({ id, traceId }) => [id, traceId]))
  const called = requests.filter(({ url }) => url.endsWith('/called'))
  for (const { parentId = '', traceId } of [...dependencies, ...called]) {
    assert.equal(traceOf.get(parentId), traceId)
  }
  assert.deepEqual([dependencies.length, called.length], [calls, calls])
  return new Set(served.map(one => one.name))
}
