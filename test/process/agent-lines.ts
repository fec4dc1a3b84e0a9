import assert from 'node:assert/strict'
import type { Outcome } from './run-program.js'

/** The agent has said this one thing, in one line that holds all of `parts`. */
export function assertOneLine({ stderr }: Outcome, parts: readonly (string | RegExp)[]): void {
  assert.match(stderr, /^outspan: [^\n]+\n$/, 'one line, of the agent')
  for (const part of parts) {
    const holds = typeof part === 'string' ? stderr.includes(part) : part.test(stderr)
    assert.ok(holds, `${JSON.stringify(stderr)} does not hold ${part}`)
  }
}

/** What the agent says must not change what the program says, or how it ends. */
export function assertProgramUntouched(traced: Outcome, bare: Outcome): void {
  assert.ok(traced.endedByItself, `it did not end by itself: ${traced.stderr}`)
  const own = ({ stdout, code, signal }: Outcome) => ({ stdout, code, signal })
  assert.deepEqual(own(traced), own(bare))
}
