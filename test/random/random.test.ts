import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../generated-input.js'
import { caseArbitrary } from './case-arbitrary.js'
import { numberCases, Playground } from './playground.js'
import { describeBriefly, describeFault, Tally } from './report.js'
import { judge } from './verdict.js'

const count = 200
// Always the same cases here, so that a failure is of the change at hand; the soak looks for others.
const seed = Number(process.env['RANDOM_SEED'] ?? 20_261_120)

/** Half of them with agents that all share, as services have them. */
for (const shared of [false, true]) {
  const name = shared ? 'over shared connections' : 'over connections of their own'
  test(`${count} generated calls ${name} are to program and server as without the agent, and each has its true span`, async t => {
    const playground = await Playground.open()
    t.after(() => playground.close())
    const cases = numberCases(
      fc.sample(caseArbitrary, { numRuns: count, seed: seed + Number(shared) })
    )
    t.diagnostic(`seed ${seed + Number(shared)}`)
    const verdict = await judge(playground, { cases, lanes: 32, shared })
    const tally = new Tally()
    tally.add(count, verdict)
    t.diagnostic(tally.text)
    for (const fault of verdict.unsettled) t.diagnostic(`once: ${describeBriefly(fault)}`)
    assert.deepEqual(verdict.problems, [])
    assert.equal(verdict.faults.length, 0, verdict.faults.map(describeFault).join('\n\n'))
    assert.ok(verdict.spans > count / 2, `${verdict.spans} spans`)
  })
}
