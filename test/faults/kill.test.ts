import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createFolder } from '../config/temporary-folder.js'
import { assertNoFaults } from '../process/telemetry-check.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { createRandom, roundsOf } from './seeded-random.js'
import { countNames, runSpans, SpanProgram } from './span-program.js'
import { createTroubledAnswers } from './troubled-answers.js'

const interval = 100
const rounds = roundsOf(8, 100)

test(`${rounds} rounds of SIGKILL for two processes on one directory lose one interval at most`, async t => {
  const random = createRandom(20_261_120)
  const standIn = await startStandIn(t)
  const place = { connectionString: standIn.connectionString, folder: createFolder(t) }
  const killed: SpanProgram[] = []
  for (let round = 0; round < rounds; round++) {
    standIn.answer(createTroubledAnswers(random))
    killed.push(...(await killTwo(round, random, place)))
  }
  standIn.answer({})
  const last = await drain(place, standIn)

  assertNoFaults(standIn)
  const counts = countNames(standIn)
  for (const program of killed) assertLostTheLastOnly(program, counts)
  for (const name of last) assert.equal(counts.get(name), 1, name)
  assertDoubledWereUnderWay(standIn, killed.length)
  const ended = killed.flatMap(({ names }) => names)
  const lost = ended.filter(name => !counts.has(name))
  const doubled = [...counts.values()].filter(count => count > 1)
  t.diagnostic(`${ended.length} ended, ${lost.length} lost, ${doubled.length} doubled`)
})

async function killTwo(
  round: number,
  random: () => number,
  place: { connectionString: string; folder: string }
) {
  const programs = ['a', 'b'].map(letter => {
    const plan = { prefix: `${letter}${round}`, ticks: 1000, perTick: 5, pause: 2, interval }
    return new SpanProgram(plan, place)
  })
  await Promise.all(programs.map(program => program.until('settled')))
  await wait(random() * 400)
  for (const { child } of programs) child.kill('SIGKILL')
  for (const program of programs) assert.equal(await program.end(), 'SIGKILL')
  return programs
}

/** Runs of a healthy program until one finds nothing more to send. */
async function drain(
  place: { connectionString: string; folder: string },
  { envelopes }: { envelopes: readonly unknown[] }
) {
  const names: string[] = []
  for (let run = 0, before = -1; envelopes.length > before + 1; run++) {
    before = envelopes.length
    names.push(...(await runSpans({ prefix: `last${run}`, ticks: 1, perTick: 1 }, place)).names)
  }
  return names
}

/** What ended since the last export that was over: one interval, and the time of an export. */
function assertLostTheLastOnly({ settled }: SpanProgram, counts: Map<string, number>): void {
  const lost = settled.filter(name => !counts.has(name))
  assert.deepEqual(lost, [])
}

/** Whole requests, of which a process has one of its own and one of a replay under way. */
function assertDoubledWereUnderWay(
  standIn: Parameters<typeof countNames>[0] & {
    requests: readonly { items: readonly { data: { baseData: { name?: string } } }[] }[]
  },
  kills: number
) {
  const counts = countNames(standIn)
  const isDoubled = (name = '') => (counts.get(name) ?? 0) > 1
  const requests = standIn.requests.filter(({ items }) =>
    items.some(({ data }) => isDoubled(data.baseData.name))
  )
  assert.ok(requests.length <= 4 * kills, `${requests.length} requests with doubled items`)
}
