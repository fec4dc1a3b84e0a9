import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runOnTarget } from '../process/both-ways.js'
import type { Exchange } from '../process/exchange.js'
import type { Expected } from '../process/telemetry-check.js'
import { fixture } from './fixture.js'

const known = ['GET', 'POST', 'PUT', 'PATCH']

test('a method that is not known is named _OTHER and kept beside, however the program wrote it (N08)', async t => {
  const { dependencies } = await runOnTarget(
    t,
    ({ http }) => ({ file: fixture('methods.cjs'), args: [http] }),
    { except: expectedOf }
  )
  const originals = dependencies.map(call => call.properties['http.request.method_original'])
  const others = originals.filter(method => method !== undefined).sort()
  const core = ['M-SEARCH', 'PROPFIND', 'PURGE']
  assert.deepEqual(others, [...core, 'MKCOL', 'PROPFIND', 'PURGE', 'PURGE'].sort())
  assert.equal(dependencies.length, 7 + 4 + 4)
})

/** What was on the wire counts, and core writes in upper case. */
function expectedOf({ method, url }: Exchange): Expected | undefined {
  if (known.includes(method)) return { name: `${method} ${url}` }
  const properties = { 'http.request.method_original': method }
  return { name: `_OTHER ${url}`, properties }
}
