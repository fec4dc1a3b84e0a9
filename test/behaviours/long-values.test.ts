import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runTracing } from './traced-program.js'

test('very long URLs, names and attributes are cut between code points, and every envelope is valid (N12)', async t => {
  const { stdout, dependencies } = await runTracing(t, 'long-values.cjs')
  assert.equal(stdout, '[ 400, 200 ]\n')
  assert.equal(dependencies.length, 13 * 4)
  for (const { name, data, properties } of dependencies) {
    const texts = [name, data, ...Object.entries(properties).flat()]
    for (const text of texts) {
      assert.ok(text.isWellFormed(), `half a character in …${text.slice(-5)}`)
      assert.ok(!text.includes('\ufffd'), `a broken character in …${text.slice(-5)}`)
    }
    assert.ok(name.length <= 1024)
    assert.ok(Buffer.byteLength(data) <= 8192)
  }
  const longest = dependencies.map(({ data }) => Buffer.byteLength(data))
  assert.ok(Math.max(...longest) > 8192 - 4, 'no more is cut than has to be')
})
