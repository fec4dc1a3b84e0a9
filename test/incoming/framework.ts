import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { packageCopy } from './package-copy.js'
import { runServing } from './serving.js'

/** A framework as one of its versions, and how a program gets hold of it. */
export interface Framework {
  /** Folder in node_modules. */
  readonly installedAs: string
  /** What it is called by programs. */
  readonly name: string
}

/**
 * Tests that a program of fixtures/frameworks cannot tell whether it is traced, loaded by `require`
 * and by `import`, and that each of its requests is told as one of `expected`:
 * `GET /users/:id 200 Error: what was thrown`.
 */
export function testFramework(
  { installedAs, name }: Framework,
  fixture: string,
  expected: readonly string[]
): void {
  for (const how of ['require', 'import']) {
    test(`${installedAs}, by ${how}: routes and errors are told, and the program cannot tell`, async t => {
      const args = [packageCopy(installedAs, name), how]
      assert.deepEqual(await describeRun(t, fixture, args), expected)
    })
  }
}

/** One line for each request, in their order, with the exceptions that belong to it. */
export async function describeRun(
  t: TestContext,
  fixture: string,
  args: readonly string[]
): Promise<readonly string[]> {
  const { requests, exceptions } = await runServing(t, fixture, {}, { args })
  const rest = new Set(exceptions)
  const lines = requests.map(({ id, traceId, name, responseCode }) => {
    const own = [...rest].filter(item => item.parentId === id && item.traceId === traceId)
    for (const item of own) rest.delete(item)
    const thrown = own.map(({ type, message }) => ` ${type}: ${message}`)
    return `${name} ${responseCode}${thrown.join('')}`
  })
  assert.deepEqual([...rest], [], 'every exception belongs to a request')
  return lines
}
