import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatTraceparent, parseTraceparent } from '../../src/trace/trace-context.js'
import { fc } from '../generated-input.js'
import { arbitraryTraceparent } from './arbitrary-trace.js'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanId = '00f067aa0ba902b7'
const ids = `${traceId}-${spanId}`

test('version 00 is read', () => {
  assert.deepEqual(parseTraceparent(`00-${ids}-01`), {
    traceId,
    spanId,
    sampled: true,
    hasRandomTraceId: false
  })
})

const flags = {
  '00': [false, false],
  '01': [true, false],
  '02': [false, true],
  '03': [true, true],
  fc: [false, false],
  fe: [false, true],
  ff: [true, true]
} as const
for (const [flag, [sampled, hasRandomTraceId]] of Object.entries(flags)) {
  test(`the flags ${flag} say sampled: ${sampled}, random: ${hasRandomTraceId}`, () => {
    const expected = { traceId, spanId, sampled, hasRandomTraceId }
    assert.deepEqual(parseTraceparent(`00-${ids}-${flag}`), expected)
  })
}

const valid = {
  'version cc of the length of 00': `cc-${ids}-01`,
  'version cc with a field more': `cc-${ids}-01-what-the-future-will-be-like`,
  'version cc with an empty field more': `cc-${ids}-01-`,
  'version fe': `fe-${ids}-01`,
  'version 01': `01-${ids}-01`,
  'blanks and tabs around it': ` \t00-${ids}-01\t `
}
for (const [what, header] of Object.entries(valid)) {
  test(`${what} is read`, () => {
    const expected = { traceId, spanId, sampled: true, hasRandomTraceId: false }
    assert.deepEqual(parseTraceparent(header), expected)
  })
}

const invalid = {
  'an empty header': '',
  'version ff': `ff-${ids}-01`,
  'version ff with a field more': `ff-${ids}-01-x`,
  'version 00 with a field more': `00-${ids}-01-x`,
  'version 00 with a hyphen more': `00-${ids}-01-`,
  'version cc with something more that is no field': `cc-${ids}-01.x`,
  'version cc with a digit more': `cc-${ids}-011`,
  'a version of one digit': `0-${ids}-01`,
  'a version of three digits': `000-${ids}-01`,
  'an upper-case version': `CC-${ids}-01`,
  'a version that is no hex': `.0-${ids}-01`,
  'an upper-case trace id': `00-${traceId.toUpperCase()}-${spanId}-01`,
  'an upper-case span id': `00-${traceId}-${spanId.toUpperCase()}-01`,
  'upper-case flags': `00-${ids}-0A`,
  'flags of one digit': `00-${ids}-1`,
  'flags of three digits': `00-${ids}-001`,
  'flags that are no hex': `00-${ids}-.1`,
  'a trace id of zeros': `00-${'0'.repeat(32)}-${spanId}-01`,
  'a span id of zeros': `00-${traceId}-${'0'.repeat(16)}-01`,
  'a trace id of 31 digits': `00-${traceId.slice(1)}-${spanId}-01`,
  'a trace id of 33 digits': `00-0${traceId}-${spanId}-01`,
  'a span id of 15 digits': `00-${traceId}-${spanId.slice(1)}-01`,
  'a span id of 17 digits': `00-${traceId}-0${spanId}-01`,
  'a trace id that is no hex': `00-${traceId.slice(1)}g-${spanId}-01`,
  'another separator': `00_${traceId}_${spanId}_01`,
  'a blank within': `00-${traceId} -${spanId}-01`,
  'a line break at its end': `00-${ids}-01\n`,
  'a no-break space around it': `\u00a000-${ids}-01`,
  'two headers in one': `00-${ids}-01, 00-${ids}-01`,
  'no flags': `00-${ids}`
}
for (const [what, header] of Object.entries(invalid)) {
  test(`${what} is ignored`, () => {
    assert.equal(parseTraceparent(header), undefined)
  })
}

for (const flag of ['00', '01', '02', '03'] as const) {
  test(`what is written with the flags ${flag} is version 00`, () => {
    const [sampled, hasRandomTraceId] = flags[flag]
    const context = { traceId, spanId, sampled, hasRandomTraceId }
    assert.equal(formatTraceparent(context), `00-${ids}-${flag}`)
  })
}

test('any traceparent that is written is read as it was', () => {
  fc.assert(
    fc.property(arbitraryTraceparent, context => {
      assert.deepEqual(parseTraceparent(formatTraceparent(context)), context)
    })
  )
})

test('reading throws on no text', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}.*$/)
  )
  fc.assert(fc.property(texts, header => void parseTraceparent(header)))
})
