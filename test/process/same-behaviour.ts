import assert from 'node:assert/strict'
import type { Exchange } from './exchange.js'
import type { Outcome } from './run-program.js'

/** The program cannot tell: what it wrote and how it ended. */
export function assertSameOutcome(traced: Outcome, bare: Outcome): void {
  for (const { endedByItself, stdout, stderr } of [bare, traced]) {
    assert.ok(endedByItself, `it did not end by itself:\n${stdout}\n${stderr}`)
  }
  assertSameLines(visible(traced), visible(bare))
}

/** Shows what differs and not, as assert would for long texts, all of both. */
export function assertSameLines(traced: string, bare: string): void {
  const [more, less] = [traced.split('\n'), bare.split('\n')]
  const added = more.filter(line => !less.includes(line)).map(line => `+ ${line}`)
  const missing = less.filter(line => !more.includes(line)).map(line => `- ${line}`)
  assert.deepEqual([...missing, ...added], [], 'with the agent')
  assert.equal(traced, bare, 'with the agent, the order')
}

function visible(outcome: Outcome): string {
  return `${outcome.stdout}\n${visibleEnd(outcome)}`
}

/** Without what differs from run to run. */
export function visibleEnd({ stderr, code, signal }: Outcome): string {
  const errors = withoutStack(stderr).replace(/\(node:\d+\)/g, '(node)')
  return `stderr:\n${errors}\nended with ${signal ?? code}`
}

/** Whoever prints a stack prints our frames in it, as those of every wrapper. */
function withoutStack(stderr: string): string {
  return stderr.replace(/^ +at .*\n/gm, '')
}

/** Nor can the server, but for the trace headers. */
export function assertSameOnTheWire(
  traced: readonly Exchange[],
  bare: readonly Exchange[],
  varying: readonly string[] = []
): void {
  // Calls that run at the same time may overtake each other.
  const wire = (exchanges: readonly Exchange[]) =>
    exchanges
      .map(one => lines(one, varying))
      .sort()
      .join('\n\n')
  assertSameLines(wire(traced), wire(bare))
}

const traceHeaders = ['traceparent', 'tracestate']

function lines({ method, url, headers, body, status }: Exchange, varying: readonly string[]) {
  const kept = headers
    .filter(([name]) => !traceHeaders.includes(name.toLowerCase()))
    .map(([name, value]) => `${name}: ${varying.includes(name.toLowerCase()) ? '…' : value}`)
  return [`${method} ${url}`, ...kept, '', body, `→ ${status}`].join('\n')
}
