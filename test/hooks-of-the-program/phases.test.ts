import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { runOnTarget } from '../process/both-ways.js'
import type { Dependency } from '../process/dependency.js'
import { hooksFixture } from './traced-from-code.js'

/** Half of what a server waits in /late: timers count from when their loop last looked at the clock. */
const serverWait = 20
/** Half of what the program waits before it ends its request. */
const ownWait = 30

test('the phases of a call come in their order, and none before the call or after its end (L01)', async t => {
  const { dependencies } = await runPhases(t)
  assert.equal(dependencies.length, 15)
  for (const dependency of dependencies) {
    const { socket, sent, headers } = phasesOf(dependency)
    const known = dependency.name.includes('/http') ? [socket, sent, headers] : [sent, headers]
    const moments = [0, ...known.filter(isThere(dependency)), dependency.duration]
    assert.deepEqual([...moments].sort(ascending), moments, dependency.name)
  }
})

/** The answer over TLS may be there before core learns that the request has gone out. */
function isThere({ name }: Dependency): (moment: number) => boolean {
  return moment => {
    const isRecorded = Number.isFinite(moment)
    assert.ok(isRecorded || name.includes('/https'), name)
    return isRecorded
  }
}

for (const protocol of ['http', 'https']) {
  test(`a call by ${protocol} that was queued behind maxSockets waited for the one in front (L09)`, async t => {
    const { find } = await runPhases(t)
    const [queued, inFront] = [find(`${protocol}-queued`), find(`${protocol}-in-front`)]
    assert.ok(phasesOf(queued).socket >= serverWait)
    assert.ok(phasesOf(queued).socket > phasesOf(inFront).socket)
    // Its own server's time is what is left.
    assert.ok(phasesOf(queued).headers - phasesOf(queued).socket >= serverWait)
  })

  test(`a request by ${protocol} that the program ends late was sent late (L08)`, async t => {
    const { find } = await runPhases(t)
    const { socket, sent, headers } = phasesOf(find(`${protocol}-ended-late`))
    const isSentUnknown = protocol === 'https' && Number.isNaN(sent)
    assert.ok(isSentUnknown || (sent >= ownWait && socket < sent))
    assert.ok(headers >= ownWait)
  })

  test(`a call by ${protocol} says whether its socket had been used before (L08-09)`, async t => {
    const { find } = await runPhases(t)
    const names = ['new-socket', 'reused-socket', 'in-front', 'queued', 'ended-late']
    const reused = names.map(name => {
      return find(`${protocol}-${name}`).properties['outspan.socket_reused']
    })
    assert.deepEqual(reused, ['false', 'true', 'true', 'true', 'true'])
  })
}

for (const name of ['Client', 'Pool']) {
  test(`a call by undici that waited in a full ${name} was sent late (L09)`, async t => {
    const { find } = await runPhases(t)
    assert.ok(phasesOf(find(`${name}-queued`)).sent >= serverWait)
    assert.ok(phasesOf(find(`${name}-in-front`)).headers >= serverWait)
  })
}

async function runPhases(t: TestContext) {
  const file = hooksFixture('phases.cjs')
  const program = ({ http, https }: Origins) => ({ file, args: [http, https] })
  const { dependencies } = await runOnTarget(t, program)
  const find = (name: string): Dependency => {
    const found = dependencies.find(dependency => dependency.name.endsWith(`/${name}`))
    assert.ok(found, name)
    return found
  }
  return { dependencies, find }
}

interface Origins {
  readonly http: string
  readonly https: string
}

/** Milliseconds since the call; NaN for what was not recorded. */
function phasesOf({ properties }: Dependency) {
  const phase = (name: string): number => Number.parseFloat(properties[`outspan.${name}`] ?? '')
  return {
    socket: phase('time_to_socket'),
    sent: phase('time_to_request_sent'),
    headers: phase('time_to_response_headers')
  }
}

function ascending(a: number, b: number): number {
  return a - b
}
