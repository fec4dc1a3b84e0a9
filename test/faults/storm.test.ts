import { test } from 'node:test'
import { createFolder } from '../config/temporary-folder.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { assertDelivered } from './assert-delivered.js'
import { createRandom, roundsOf } from './seeded-random.js'
import { runSpans } from './span-program.js'
import { createTroubledAnswers } from './troubled-answers.js'

const seeds = Array.from({ length: roundsOf(4, 25) }, (_, i) => i + 1)

for (const seed of seeds) {
  test(`a storm of failures, resets, slow and partial answers loses and doubles nothing (${seed})`, async t => {
    const standIn = await startStandIn(t)
    const place = { connectionString: standIn.connectionString, folder: createFolder(t) }
    standIn.answer(createTroubledAnswers(createRandom(seed)))
    // What has no answer when the grace is over might come twice.
    const grace = { exitGracePeriod: 60_000 }
    const plans = ['a', 'b'].map(prefix => ({
      prefix,
      ticks: 60,
      perTick: 20,
      interval: 10,
      ...grace
    }))
    const programs = await Promise.all(plans.map(plan => runSpans(plan, place)))
    standIn.answer({})
    const names = programs.flatMap(program => program.names)
    for (let run = 0, before = -1; standIn.envelopes.length > before + 1; run++) {
      before = standIn.envelopes.length
      const next = await runSpans({ prefix: `next${run}`, ticks: 1, perTick: 1, ...grace }, place)
      names.push(...next.names)
    }
    assertDelivered(standIn, names)
  })
}

test('an endpoint that is slow for a whole run gets each span once', async t => {
  const standIn = await startStandIn(t)
  const place = { connectionString: standIn.connectionString, folder: createFolder(t) }
  standIn.answer({ delay: 150 })
  const program = await runSpans(
    { prefix: 'a', ticks: 40, perTick: 20, interval: 10, exitGracePeriod: 60_000 },
    place
  )
  const next = await runSpans({ prefix: 'next', ticks: 1 }, place)
  assertDelivered(standIn, [...program.names, ...next.names])
})

test('an endpoint that never answers loses nothing of a program that ends more spans than its queue takes', async t => {
  const standIn = await startStandIn(t)
  const place = { connectionString: standIn.connectionString, folder: createFolder(t) }
  standIn.answer({ ending: 'hang' })
  const plan = { prefix: 'a', ticks: 250, perTick: 60, pause: 20, end: 'exit' }
  const program = await runSpans(plan, place)
  standIn.answer({})
  const next = await runSpans({ prefix: 'next', ticks: 1, exitGracePeriod: 60_000 }, place)
  assertDelivered(standIn, [...program.names, ...next.names])
})
