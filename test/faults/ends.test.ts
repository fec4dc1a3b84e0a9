import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createFolder } from '../config/temporary-folder.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { assertDelivered } from './assert-delivered.js'
import { runSpans, SpanProgram } from './span-program.js'

/** Each end, the signal that it waits for, and how the program ends then. */
const ends: readonly (readonly [string, NodeJS.Signals | undefined, number | NodeJS.Signals])[] = [
  ['natural', undefined, 0],
  ['exit', undefined, 5],
  ['throw', undefined, 1],
  ['reject', undefined, 1],
  ['own signal', undefined, 'SIGTERM'],
  ['stay', 'SIGTERM', 'SIGTERM'],
  ['stay', 'SIGINT', 'SIGINT'],
  ['handler that exits', 'SIGTERM', 7],
  ['handler that exits', 'SIGINT', 7],
  ['handler that closes', 'SIGTERM', 0],
  ['handler that sends it on', 'SIGTERM', 'SIGTERM'],
  ['handler that sends it on', 'SIGINT', 'SIGINT']
]

for (const [end, signal, expected] of ends) {
  const what = signal === undefined ? end : `${signal} (${end})`

  test(`an endpoint that is away for a whole run that ends by ${what} gets all from the next`, async t => {
    const { place, comeBack } = await startAbsent(t)
    const program = await runToEnd(place, end, signal)
    assert.equal(await program.end(), expected)
    const standIn = await comeBack()
    const next = await runSpans({ prefix: 'next', ticks: 1 }, place)
    assertDelivered(standIn, [...program.names, ...next.names])
  })

  test(`what waits in the queue when a program ends by ${what} is delivered or on disk`, async t => {
    const standIn = await startStandIn(t)
    const place = { connectionString: standIn.connectionString, folder: createFolder(t) }
    // Less than a batch: one on its way that is not answered when the process exits comes twice.
    const program = await runToEnd(place, end, signal, 30)
    assert.equal(await program.end(), expected)
    const next = await runSpans({ prefix: 'next', ticks: 1 }, place)
    assertDelivered(standIn, [...program.names, ...next.names])
  })
}

async function runToEnd(
  place: Parameters<typeof runSpans>[1],
  end: string,
  signal?: NodeJS.Signals,
  perTick = 150
) {
  const interval = 3_600_000
  const program = new SpanProgram({ prefix: 'a', ticks: 3, perTick, end, interval }, place)
  await program.until('ready')
  if (signal !== undefined) program.child.kill(signal)
  await program.end()
  return program
}

/** An endpoint whose port nobody listens on, until it comes back. */
async function startAbsent(t: TestContext) {
  const gone = await startStandIn(t)
  const { connectionString, endpoint } = gone
  await gone.close()
  const comeBack = () => startStandIn(t, { port: Number(new URL(endpoint).port) })
  return { place: { connectionString, folder: createFolder(t) }, comeBack }
}
