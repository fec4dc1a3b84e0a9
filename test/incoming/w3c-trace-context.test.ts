import assert from 'node:assert/strict'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { startIngestionStandIn } from '../../tools/ingestion-stand-in/server.js'
import { sendingTo, withAgent } from '../process/preload.js'
import { repository } from '../process/repository.js'
import { runProgram } from '../process/run-program.js'

// The cases of W3C Trace Context, through a whole service: what comes in with a request goes out
// with the calls that are made for it.

const traceId = '12345678901234567890123456789012'
const parentId = '1234567890123456'
const traceparent = `traceparent: 00-${traceId}-${parentId}-01`

/** What goes out: the trace of the request or a new one, and its tracestate. */
interface Expected {
  readonly continues: boolean
  readonly state?: string
  /** Of the bits of the flags but the sampled one. */
  readonly random?: boolean
}

type Case = readonly [what: string, lines: readonly string[], expected: Expected]

const joined = { continues: true }
const begun = { continues: false }

function parent(what: string, value: string, expected: Expected): Case {
  return [`traceparent: ${what}`, [`traceparent: ${value}`], expected]
}

function state(what: string, headers: readonly string[], out = headers.join(',')): Case {
  const lines = [traceparent, ...headers.map(value => `tracestate: ${value}`)]
  return [`tracestate: ${what}`, lines, { continues: true, state: out }]
}

const members = (count: number) => Array.from({ length: count }, (_, i) => `m${i}=${i}`)
const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))
const valueCharacters = printable.filter(one => !',='.includes(one)).join('')
const ids = `${traceId}-${parentId}`
const long = `a=${'x'.repeat(256)},b=${'y'.repeat(250)},c=${'z'.repeat(200)}`

const cases: readonly Case[] = [
  ['neither header', [], begun],
  ['a tracestate alone', ['tracestate: a=1'], begun],
  parent('alone', `00-${ids}-01`, joined),
  parent('not sampled', `00-${ids}-00`, joined),
  parent('with the flag of a random id', `00-${ids}-02`, { continues: true, random: true }),
  parent('with flags that nobody knows', `00-${ids}-f9`, joined),
  parent('blanks and tabs around it', ` \t00-${ids}-01\t `, joined),
  ...['TraceParent', 'TRACEPARENT', 'tRaCePaReNt'].map(
    (name): Case => [`the name ${name}`, [`${name}: 00-${ids}-01`], joined]
  ),
  ...['trace-parent', 'trace.parent'].map(
    (name): Case => [`another name, ${name}`, [`${name}: 00-${ids}-01`], begun]
  ),
  ['two traceparents', [traceparent, `traceparent: 00-${ids}-00`], begun],
  ['the same traceparent twice', [traceparent, traceparent], begun],
  parent('version cc, as long as 00', `cc-${ids}-01`, joined),
  parent('version cc with a field more', `cc-${ids}-01-what-the-future-will-be-like`, joined),
  parent('version cc that goes on without hyphen', `cc-${ids}-01.what`, begun),
  parent('version cc twice', `cc-${ids}-01-x, cc-${ids}-01`, begun),
  parent('version ff', `ff-${ids}-01`, begun),
  parent('version 00 with a field more', `00-${ids}-01-x`, begun),
  parent('version 00 with a hyphen more', `00-${ids}-01-`, begun),
  parent('a version of one digit', `0-${ids}-01`, begun),
  parent('a version of three digits', `000-${ids}-01`, begun),
  parent('a version that is no hex', `.0-${ids}-01`, begun),
  parent('a trace id of zeros', `00-${'0'.repeat(32)}-${parentId}-01`, begun),
  parent('a trace id that is too long', `00-${traceId}1-${parentId}-01`, begun),
  parent('a trace id that is too short', `00-${traceId.slice(1)}-${parentId}-01`, begun),
  parent('a trace id with a dot', `00-.${traceId.slice(1)}-${parentId}-01`, begun),
  parent('a trace id in upper case', `00-${'A'.repeat(32)}-${parentId}-01`, begun),
  parent('a parent id of zeros', `00-${traceId}-${'0'.repeat(16)}-01`, begun),
  parent('a parent id that is too long', `00-${traceId}-${parentId}1-01`, begun),
  parent('a parent id that is too short', `00-${traceId}-${parentId.slice(1)}-01`, begun),
  parent('a parent id with a dot', `00-${traceId}-.${parentId.slice(1)}-01`, begun),
  parent('flags of one digit', `00-${ids}-1`, begun),
  parent('flags of three digits', `00-${ids}-001`, begun),
  parent('flags that are no hex', `00-${ids}-.1`, begun),
  parent('empty', '', begun),
  ['a malformed traceparent with a tracestate', [`${traceparent}-x`, 'tracestate: a=1'], begun],
  state('one member', ['a=1']),
  state('several headers', ['a=1,b=2', 'c=3']),
  state('an empty header among others', ['a=1', '', 'b=2'], 'a=1,b=2'),
  state('empty', [''], ''),
  state('empty members', ['a=1,,b=2, ,\tc=3,'], 'a=1,b=2,c=3'),
  state('blanks and tabs around members', [' a=1 \t, \tb=2\t'], 'a=1,b=2'),
  state('a key that stands twice', ['a=1,b=2', 'a=3'], 'a=1,b=2'),
  state('32 members in three headers', [
    members(32).slice(0, 10).join(','),
    members(32).slice(10, 20).join(','),
    members(32).slice(20).join(',')
  ]),
  state('33 members', [members(33).join(',')], ''),
  state('more than 512 characters', [long]),
  state('a key of 256 characters', [`a=1,${'z'.repeat(256)}=1`]),
  state('a key of 257 characters', [`a=1,${'z'.repeat(257)}=1`], ''),
  state('a tenant and a system', ['fw529a3039@dt=FfeV1,0tenant@s-_*/=1']),
  state('every character that a key may have', ['abcxyz0189_-*/=1']),
  state('every character that a value may have', [`a=${valueCharacters}`]),
  state('a blank at the end of a key', ['a =1'], ''),
  state('a key in upper case', ['A=1'], ''),
  state('a key with a dot', ['a.b=1,c=2'], ''),
  state('a key that begins with an at sign', ['@a=1,c=2'], ''),
  state('a value of 256 characters', [`a=${'v'.repeat(256)}`]),
  state('a value of 257 characters', [`a=${'v'.repeat(257)}`], ''),
  state('a value with an equals sign', ['a=b=c,d=1'], ''),
  state('a member without value', ['a=,b=1'], ''),
  state('a member without equals sign', ['a,b=1'], '')
]

interface Arrived {
  readonly traceparent?: readonly string[]
  readonly tracestate?: readonly string[]
}

let results: readonly (readonly Arrived[])[] = []

before(async () => {
  const standIn = await startIngestionStandIn()
  const file = join(repository, 'test', 'incoming', 'fixtures', 'told-to-call.cjs')
  const args = [JSON.stringify(cases.map(([, lines]) => lines))]
  const outcome = await runProgram(withAgent({ file, args }, sendingTo(standIn)))
  await standIn.close()
  assert.deepEqual([outcome.stderr, outcome.code], ['', 0])
  results = outcome.stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
})

for (const [index, [what, , expected]] of cases.entries()) {
  test(`W3C ${what}`, () => {
    const arrived = results[index] ?? []
    assert.equal(arrived.length, 2)
    const [first, second] = arrived.map(headers => assertAsExpected(headers, expected))
    assert.notEqual(first?.spanId, second?.spanId)
    assert.equal(first?.traceId, second?.traceId, 'both calls are of one trace')
  })
}

function assertAsExpected(headers: Arrived, { continues, state = '', random = false }: Expected) {
  assert.equal(headers.traceparent?.length, 1)
  const parts = /^00-([\da-f]{32})-([\da-f]{16})-0([0-3])$/.exec(headers.traceparent?.[0] ?? '')
  const [, outId, spanId, flags] = parts ?? []
  assert.ok(outId, `a valid traceparent, not ${headers.traceparent}`)
  assert.equal(outId === traceId, continues)
  assert.notEqual(spanId, parentId)
  assert.equal(Number(flags) >= 2, random)
  assert.equal((headers.tracestate ?? []).join(','), state)
  return { traceId: outId, spanId }
}
