import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import type { BaseData, Envelope } from '../../tools/ingestion-stand-in/envelope.js'
import { checkItem } from '../../tools/ingestion-stand-in/envelope-check.js'
import { sampleDependency, sampleEnvelopes } from './sample-envelopes.js'

const rules = { instrumentationKey: '00000000-0000-0000-0000-000000000001', strictTime: true }
const hour = 60 * 60 * 1000

test('the sample envelopes of the protocol reference have no problems', () => {
  for (const envelope of sampleEnvelopes()) assert.deepEqual(problemsOf(envelope), [])
})

test('a missing field is problem 109 and names the field', () => {
  const { name: _, ...baseData } = sampleDependency().data.baseData
  assert.deepEqual(problemsOf(withData(baseData)), [
    "109: Field '/data/baseData/name' is required but missing or empty"
  ])
})

test('an empty required text is problem 109', () => {
  assertProblem(withBaseData({ name: '' }), /^109: Field '\/data\/baseData\/name'/)
})

test('a duration with 60 seconds is problem 108', () => {
  assertProblem(withBaseData({ duration: '00:00:60.000' }), /^108: Field '\/data\/baseData\/dur/)
})

test('a field that the schema does not know is a problem', () => {
  const extra: object = { status: 200 }
  assertProblem(withBaseData(extra), /must NOT have additional properties .*"status"/)
})

test('a name of another type than the data is a problem', () => {
  const name = 'Microsoft.ApplicationInsights.Request'
  assertProblem({ ...sampleDependency(), name }, /^Field '\/name' must match pattern/)
})

test('an item that is no object is a problem', () => {
  for (const item of ['{', null, 7] as unknown[] as Envelope[]) assertProblem(item, /object/)
})

test('an envelope with another instrumentation key is refused as the service does', () => {
  const iKey = '00000000-0000-0000-0000-000000000002'
  assert.deepEqual(problemsOf({ ...sampleDependency(), iKey }), ['Invalid instrumentation key'])
})

test('an instrumentation key may differ in case', () => {
  const envelope = { ...sampleDependency(), iKey: 'A-B' }
  const { problems } = checkItem(envelope, { ...rules, instrumentationKey: 'a-b' })
  assert.deepEqual(problems, [])
})

test('an envelope may be 48 hours old and no millisecond older', t => {
  const now = stopClock(t)
  assert.deepEqual(problemsOf(withTime(now - 48 * hour)), [])
  assertProblem(withTime(now - 48 * hour - 1), /^103: /)
})

test('an envelope may be 2 hours ahead and no millisecond more', t => {
  const now = stopClock(t)
  assert.deepEqual(problemsOf(withTime(now + 2 * hour)), [])
  assertProblem(withTime(now + 2 * hour + 1), /^103: /)
})

test('a day that the calendar lacks is a problem', () => {
  const time = '2026-02-31T00:00:00Z'
  const { problems } = checkItem({ ...sampleDependency(), time }, { ...rules, strictTime: false })
  assert.deepEqual(problems, [`Field 'time' is no day of the calendar: ${time}`])
})

test('without strictTime an envelope may be of any time', () => {
  const { problems } = checkItem(withTime(0), { ...rules, strictTime: false })
  assert.deepEqual(problems, [])
})

test('an item may have 65536 bytes and no byte more', () => {
  assert.deepEqual(problemsOf(withBytes(65_536)), [])
  assertProblem(withBytes(65_537), /^The item has 65537 bytes/)
})

test('a property may have 8192 bytes and no byte more', () => {
  assert.deepEqual(problemsOf(withBaseData({ properties: { note: 'é'.repeat(4096) } })), [])
  assertProblem(
    withBaseData({ properties: { note: `${'é'.repeat(4096)}e` } }),
    /^Property 'note' has 8193 bytes/
  )
})

test('half a surrogate pair is a problem in a value and in a name', () => {
  assertProblem(withBaseData({ data: 'a\ud83d' }), /^Half a surrogate pair in "a\\ud83d"/)
  assertProblem(withBaseData({ properties: { '\ude00': '' } }), /^Half a surrogate pair/)
})

test('a whole surrogate pair is no problem', () => {
  assert.deepEqual(problemsOf(withBaseData({ data: '\ud83d\ude00' })), [])
})

function problemsOf(envelope: Envelope): readonly string[] {
  return checkItem(envelope, rules).problems
}

function assertProblem(envelope: Envelope, pattern: RegExp): void {
  assert.match(problemsOf(envelope).join('\n'), pattern)
}

function withData(baseData: BaseData): Envelope {
  return { ...sampleDependency(), data: { baseType: 'RemoteDependencyData', baseData } }
}

function withBaseData(changes: Partial<BaseData>): Envelope {
  return withData({ ...sampleDependency().data.baseData, ...changes })
}

function withTime(milliseconds: number): Envelope {
  return { ...sampleDependency(), time: new Date(milliseconds).toISOString() }
}

// As many properties of the greatest length as are needed, which takes eight.
function withBytes(bytes: number): Envelope {
  const lengths = Array<number>(8).fill(0)
  let missing = bytes - JSON.stringify(withLengths(lengths)).length
  for (const index of lengths.keys()) {
    lengths[index] = Math.min(missing, 8192)
    missing -= Math.min(missing, 8192)
  }
  return withLengths(lengths)
}

function withLengths(lengths: readonly number[]): Envelope {
  const entries = lengths.map((length, index) => [`p${index}`, 'x'.repeat(length)] as const)
  return withBaseData({ properties: Object.fromEntries(entries) })
}

function stopClock(t: { after(undo: () => void): void }): number {
  const now = Date.now()
  mock.timers.enable({ apis: ['Date'], now })
  t.after(() => mock.timers.reset())
  return now
}
